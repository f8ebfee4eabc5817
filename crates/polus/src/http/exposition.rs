//! The text format that Prometheus reads ("Exposition formats").

use std::fmt::Write as _;

/// A metrics page in the making.
#[derive(Debug, Default)]
pub struct Exposition(String);

/// Label names and values of one sample.
pub type Labels<'a> = Vec<(&'static str, &'a str)>;

impl Exposition {
    /// A number that goes up and down.
    pub fn gauge<'a>(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (Labels<'a>, f64)>,
    ) {
        self.family("gauge", name, help, samples);
    }

    /// A number that only grows; by convention its name ends in `_total`.
    pub fn counter<'a>(
        &mut self,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (Labels<'a>, f64)>,
    ) {
        self.family("counter", name, help, samples);
    }

    fn family<'a>(
        &mut self,
        kind: &str,
        name: &str,
        help: &str,
        samples: impl IntoIterator<Item = (Labels<'a>, f64)>,
    ) {
        let text = &mut self.0;
        // Writing to a String cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in samples {
            text.push_str(name);
            for (index, (label, value)) in labels.iter().enumerate() {
                let open = if index == 0 { '{' } else { ',' };
                let _ = write!(text, "{open}{label}=\"{}\"", escaped(value));
            }
            let _ = writeln!(text, "{} {value}", if labels.is_empty() { "" } else { "}" });
        }
    }

    /// The page.
    pub fn finish(self) -> String {
        self.0
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_written_as_prometheus_reads_it() {
        let mut page = Exposition::default();
        page.gauge("polus_inbox_webhooks", "Webhooks that wait.", [(vec![], 3.0)]);
        let labels = vec![("connection", "a\"b\\c\nd"), ("stream", "orders")];
        page.counter("polus_requests_total", "Requests sent.", [(labels, 0.5)]);
        insta::assert_snapshot!(page.finish(), @r#"
        # HELP polus_inbox_webhooks Webhooks that wait.
        # TYPE polus_inbox_webhooks gauge
        polus_inbox_webhooks 3
        # HELP polus_requests_total Requests sent.
        # TYPE polus_requests_total counter
        polus_requests_total{connection="a\"b\\c\nd",stream="orders"} 0.5
        "#);
    }
}
