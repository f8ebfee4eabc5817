//! Values in Python's notation, as a template renders an object without `|tojson`: `{'id': 9, 'spam': False}`.
//!
//! Reads dictionaries with text or number keys, lists, tuples, texts, numbers, `True`, `False` and `None`. Does not
//! read calls such as `datetime.datetime(2026, 5, 1)`: the whole text is refused then.

use serde_json::{Map, Number, Value};

/// Deeper than any object of the helpdesk, and shallow enough for the stack.
const DEEPEST: u8 = 64;

/// The value that the whole text is.
pub(super) fn read(text: &str) -> Option<Value> {
    let mut reader = Reader { rest: text };
    let value = reader.value(DEEPEST)?;
    reader.blanks();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: u8) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        self.blanks();
        match self.rest.chars().next()? {
            '{' => self.dictionary(depth),
            '[' => self.items(depth, '[', ']'),
            '(' => self.items(depth, '(', ')'),
            '\'' | '"' => self.text().map(Value::String),
            'u' | 'b' if self.rest[1..].starts_with(['\'', '"']) => {
                self.rest = &self.rest[1..];
                self.text().map(Value::String)
            }
            _ => self.word(),
        }
    }

    fn dictionary(&mut self, depth: u8) -> Option<Value> {
        self.take('{')?;
        let mut map = Map::new();
        while !self.takes('}') {
            let key = match self.value(depth)? {
                Value::String(key) => key,
                Value::Number(key) => key.to_string(),
                _ => return None,
            };
            self.take(':')?;
            let value = self.value(depth)?;
            map.insert(key, value);
            if !self.takes(',') {
                self.take('}')?;
                break;
            }
        }
        Some(Value::Object(map))
    }

    fn items(&mut self, depth: u8, open: char, close: char) -> Option<Value> {
        self.take(open)?;
        let mut items = Vec::new();
        while !self.takes(close) {
            items.push(self.value(depth)?);
            if !self.takes(',') {
                self.take(close)?;
                break;
            }
        }
        Some(Value::Array(items))
    }

    fn text(&mut self) -> Option<String> {
        let mut characters = self.rest.chars();
        let quote = characters.next()?;
        let mut text = String::new();
        loop {
            match characters.next()? {
                end if end == quote => break,
                '\\' => match characters.next()? {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    'x' => text.push(code(&mut characters, 2)?),
                    'u' => text.push(code(&mut characters, 4)?),
                    'U' => text.push(code(&mut characters, 8)?),
                    other => text.push(other),
                },
                other => text.push(other),
            }
        }
        self.rest = characters.as_str();
        Some(text)
    }

    /// A number or one of the words for truth and nothing.
    fn word(&mut self) -> Option<Value> {
        let part_of_word = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
        let end = self.rest.find(|character| !part_of_word(character)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word {
            "True" => Some(Value::Bool(true)),
            "False" => Some(Value::Bool(false)),
            "None" | "nan" | "inf" | "-inf" => Some(Value::Null),
            _ => word.parse::<Number>().ok().map(Value::Number),
        }
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.blanks();
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        self.takes(wanted).then_some(())
    }
}

fn code(characters: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let text = characters.as_str().get(..digits)?;
    let code = u32::from_str_radix(text, 16).ok()?;
    characters.nth(digits - 1);
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn pythons_notation_is_read() {
        let text = r#" {'id': 9, "subject": "it's \"here\"", 'spam': False, 'x': None, 7: (1, 2.5, -3e2,), 'l': [True,],
            'n': 'a\nb\x41\u00e9\U0001f600\\\'', 'e': {}, 't': ()} "#;
        assert_eq!(
            read(text),
            Some(json!({
                "id": 9, "subject": "it's \"here\"", "spam": false, "x": null, "7": [1, 2.5, -300.0], "l": [true],
                "n": "a\nbAé😀\\'", "e": {}, "t": [],
            }))
        );
    }

    #[test]
    fn what_is_cut_off_or_something_else_is_refused() {
        for text in [
            "",
            "{",
            "{'a'",
            "{'a':",
            "{'a': 1",
            "{'a': 1,",
            "['a' 'b']",
            "'a",
            r"'\x4'",
            r"'\ud800'",
            "{'a': 1} x",
            "{1, 2}",
            "{'at': datetime.datetime(2026, 5, 1)}",
            "hello",
            "[1; 2]",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(read(&deep), None);
    }

    proptest! {
        #[test]
        fn no_text_brings_it_down(text in "[\\[\\](){}'\"\\\\,:0-9xuUTrueNone é-]{0,60}") {
            let _ = read(&text);
        }

        #[test]
        fn what_python_writes_is_read(text in "[^\\\\'\n\r\t]{0,40}", number in any::<i64>()) {
            let written = format!("{{'text': '{text}', 'number': {number}}}");
            prop_assert_eq!(read(&written), Some(json!({ "text": text, "number": number })));
        }
    }
}
