//! "Did you mean": the nearest known name, and the list of all.

/// A hint for a name that is not known: the nearest known one if it is near enough, and all of them.
pub fn one_of(name: &str, known: &[&str]) -> String {
    if known.is_empty() {
        return "nothing can stand here; remove it".to_owned();
    }
    let all = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match nearest(name, known) {
        Some(candidate) => format!("did you mean `{candidate}`? One of: {all}"),
        None => format!("write one of: {all}"),
    }
}

/// The longest name that is compared, in bytes: a longer one is no typing error, and comparing takes its square.
const LONGEST: usize = 100;

/// The nearest known name, if it is near enough to have been meant.
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    known
        .iter()
        .map(|candidate| (distance(&name.to_lowercase(), &candidate.to_lowercase()), *candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
        .map(|(_, candidate)| candidate)
}

/// Edit distance in which swapping two neighbours counts once, as it is typed wrong once.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let same = usize::from(a[i - 1] != b[j - 1]);
                let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + same);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        assert_eq!(one_of("stpes", &["steps", "when"]), "did you mean `steps`? One of: `steps`, `when`");
        assert_eq!(one_of("colour", &["steps", "when"]), "write one of: `steps`, `when`");
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
