//! From text to a tree, knowing nothing of operators and paths.

/// How deep brackets may be nested.
const DEEPEST: usize = 32;

#[derive(Debug, PartialEq)]
pub(super) enum Syntax {
    All(Vec<Self>),
    Any(Vec<Self>),
    /// `name(path, argument, ...)`
    Call {
        name: String,
        path: String,
        arguments: Vec<Literal>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Null,
    /// Text, and numbers and truth values as they are written.
    Text(String),
    List(Vec<Self>),
}

/// The tree of a whole filter.
pub(super) fn parse(text: &str) -> Result<Syntax, String> {
    let mut reader = Reader { text, at: 0 };
    let tree = reader.any(0)?;
    reader.space();
    if reader.at == text.len() { Ok(tree) } else { reader.wrong() }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn any(&mut self, depth: usize) -> Result<Syntax, String> {
        self.joined("||", depth, Self::all, Syntax::Any)
    }

    fn all(&mut self, depth: usize) -> Result<Syntax, String> {
        self.joined("&&", depth, Self::one, Syntax::All)
    }

    fn joined(
        &mut self,
        sign: &str,
        depth: usize,
        part: fn(&mut Self, usize) -> Result<Syntax, String>,
        whole: fn(Vec<Syntax>) -> Syntax,
    ) -> Result<Syntax, String> {
        let first = part(self, depth)?;
        if !self.take(sign) {
            return Ok(first);
        }
        let mut parts = vec![first, part(self, depth)?];
        while self.take(sign) {
            parts.push(part(self, depth)?);
        }
        Ok(whole(parts))
    }

    fn one(&mut self, depth: usize) -> Result<Syntax, String> {
        if depth > DEEPEST {
            return Err(format!("Brackets are nested deeper than {DEEPEST} levels."));
        }
        if self.take("(") {
            let inner = self.any(depth + 1)?;
            return if self.take(")") { Ok(inner) } else { self.wrong() };
        }
        let name = self.word(|c| c.is_ascii_alphanumeric() || c == '_')?;
        if !self.take("(") {
            return self.wrong();
        }
        let path = self.word(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '[' | ']'))?;
        let mut arguments = Vec::new();
        while self.take(",") {
            arguments.push(self.literal(depth)?);
        }
        if self.take(")") { Ok(Syntax::Call { name, path, arguments }) } else { self.wrong() }
    }

    fn literal(&mut self, depth: usize) -> Result<Literal, String> {
        if depth > DEEPEST {
            return Err(format!("Brackets are nested deeper than {DEEPEST} levels."));
        }
        if self.take("[") {
            let mut items = Vec::new();
            while !self.take("]") {
                if !items.is_empty() && !self.take(",") {
                    return self.wrong();
                }
                items.push(self.literal(depth + 1)?);
            }
            return Ok(Literal::List(items));
        }
        for quote in ['\'', '"'] {
            if self.take(quote.encode_utf8(&mut [0; 4])) {
                return self.quoted(quote);
            }
        }
        let word = self.word(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+'))?;
        match word.as_str() {
            "null" => Ok(Literal::Null),
            "true" | "false" => Ok(Literal::Text(word)),
            number if number.parse::<f64>().is_ok() => Ok(Literal::Text(word)),
            _ => self.wrong(),
        }
    }

    /// The rest of a text whose first quote has been read.
    fn quoted(&mut self, quote: char) -> Result<Literal, String> {
        let mut out = String::new();
        let mut chars = self.text[self.at..].char_indices();
        while let Some((offset, c)) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some((_, 'n')) => out.push('\n'),
                    Some((_, escaped)) => out.push(escaped),
                    None => break,
                },
                _ if c == quote => {
                    self.at += offset + c.len_utf8();
                    return Ok(Literal::Text(out));
                }
                _ => out.push(c),
            }
        }
        Err("A text has no end.".to_owned())
    }

    fn word(&mut self, belongs: impl Fn(char) -> bool) -> Result<String, String> {
        self.space();
        let rest = &self.text[self.at..];
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        if length == 0 {
            return self.wrong();
        }
        self.at += length;
        Ok(rest[..length].to_owned())
    }

    fn take(&mut self, sign: &str) -> bool {
        self.space();
        let found = self.text[self.at..].starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }

    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn wrong<T>(&self) -> Result<T, String> {
        let place = self.text[..self.at].chars().count() + 1;
        Err(format!("The filter is not well formed at character {place}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &str, path: &str, arguments: Vec<Literal>) -> Syntax {
        Syntax::Call { name: name.to_owned(), path: path.to_owned(), arguments }
    }

    fn text(text: &str) -> Literal {
        Literal::Text(text.to_owned())
    }

    #[test]
    fn and_binds_closer_than_or() {
        let one = || call("a", "x.y", vec![text("1")]);
        assert_eq!(
            parse("a(x.y, '1') || a(x.y,'1')&&a( x.y , \"1\" )").unwrap(),
            Syntax::Any(vec![one(), Syntax::All(vec![one(), one()])])
        );
        assert_eq!(
            parse("(a(x.y, 1) || a(x.y, 1)) && a(x.y, 1)").unwrap(),
            Syntax::All(vec![Syntax::Any(vec![one(), one()]), one()])
        );
    }

    #[test]
    fn literals_are_texts_numbers_lists_and_null() {
        assert_eq!(
            parse(r"f(a[1].b, ['it\'s', 2.5, -1], null, true, [])").unwrap(),
            call(
                "f",
                "a[1].b",
                vec![
                    Literal::List(vec![text("it's"), text("2.5"), text("-1")]),
                    Literal::Null,
                    text("true"),
                    Literal::List(Vec::new())
                ]
            )
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        assert_eq!(parse("eq(a, 'b'").unwrap_err(), "The filter is not well formed at character 10.");
        assert_eq!(parse("eq(a, 'b') &&").unwrap_err(), "The filter is not well formed at character 14.");
        assert_eq!(parse("eq(a, 'b) ").unwrap_err(), "A text has no end.");
        for text in ["eq", "eq()", "eq(a) eq(b)", "eq(a, b)", "a.b == 'c'", "eq(a, [1 2])", "!eq(a, 1)", "é"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&format!("eq(a, {})", "[".repeat(100_000))).is_err());
    }
}
