//! Splits a document into tokens.

use super::Fault;
use super::syntax::At;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Name(String),
    Text(String),
    Int(i64),
    Float(f64),
    /// One of `! $ ( ) : = @ [ ] { | }`.
    Mark(char),
    /// `...`
    Spread,
    End,
}

/// All tokens with their positions; the last one is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, At)>, Fault> {
    let mut lexer =
        Lexer { rest: text.chars().collect::<Vec<_>>().into_iter().peekable(), line: 1, column: 1 };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next()?;
        let end = token.0 == Token::End;
        tokens.push(token);
        if end {
            return Ok(tokens);
        }
    }
}

struct Lexer {
    rest: std::iter::Peekable<std::vec::IntoIter<char>>,
    line: usize,
    column: usize,
}

impl Lexer {
    fn at(&self) -> At {
        At { line: self.line, column: self.column }
    }

    fn peek(&mut self) -> Option<char> {
        self.rest.peek().copied()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        if c == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        Some(c)
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(c) = self.peek().filter(|c| wanted(*c)) {
            taken.push(c);
            self.take();
        }
        taken
    }

    fn next(&mut self) -> Result<(Token, At), Fault> {
        loop {
            self.take_while(|c| c.is_whitespace() || c == ',' || c == '\u{feff}');
            if self.peek() != Some('#') {
                break;
            }
            self.take_while(|c| c != '\n');
        }
        let at = self.at();
        let token = match self.peek() {
            None => Token::End,
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                Token::Name(self.take_while(|c| c.is_ascii_alphanumeric() || c == '_'))
            }
            Some(c) if c.is_ascii_digit() || c == '-' => self.number(at)?,
            Some('"') => self.text(at)?,
            Some('.') => {
                if self.take_while(|c| c == '.') != "..." {
                    return Err(Fault::new(at, "syntax error, unexpected \".\""));
                }
                Token::Spread
            }
            Some(c) if "!$():=@[]{|}".contains(c) => {
                self.take();
                Token::Mark(c)
            }
            Some(c) => return Err(Fault::new(at, format!("syntax error, unexpected invalid token ({c:?})"))),
        };
        Ok((token, at))
    }

    fn number(&mut self, at: At) -> Result<Token, Fault> {
        let text = self.take_while(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let wrong = || Fault::new(at, format!("syntax error, `{text}` is not a number"));
        if text.contains(['.', 'e', 'E']) {
            let float = text.parse::<f64>().map_err(|_| wrong())?;
            return if float.is_finite() { Ok(Token::Float(float)) } else { Err(wrong()) };
        }
        text.parse().map(Token::Int).map_err(|_| wrong())
    }

    fn text(&mut self, at: At) -> Result<Token, Fault> {
        self.take();
        if self.peek() == Some('"') {
            self.take();
            if self.peek() != Some('"') {
                return Ok(Token::Text(String::new()));
            }
            self.take();
            return self.block(at);
        }
        let open = || Fault::new(at, "syntax error, a string does not end");
        let mut text = String::new();
        loop {
            match self.take().ok_or_else(open)? {
                '"' => return Ok(Token::Text(text)),
                '\n' => return Err(open()),
                '\\' => text.push(self.escape(at)?),
                c => text.push(c),
            }
        }
    }

    fn escape(&mut self, at: At) -> Result<char, Fault> {
        let wrong = || Fault::new(at, "syntax error, an escape in a string is not known");
        Ok(match self.take().ok_or_else(wrong)? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            c @ ('"' | '\\' | '/') => c,
            'u' => {
                let digits: String = std::iter::from_fn(|| self.take()).take(4).collect();
                u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).ok_or_else(wrong)?
            }
            _ => return Err(wrong()),
        })
    }

    /// A block string; its common indentation is kept, as nobody here reads it.
    fn block(&mut self, at: At) -> Result<Token, Fault> {
        let mut text = String::new();
        loop {
            let c = self.take().ok_or_else(|| Fault::new(at, "syntax error, a block string does not end"))?;
            text.push(c);
            if let Some(body) = text.strip_suffix("\"\"\"") {
                if let Some(escaped) = body.strip_suffix('\\') {
                    text = format!("{escaped}\"\"\"");
                } else {
                    return Ok(Token::Text(body.trim().to_owned()));
                }
            }
        }
    }
}
