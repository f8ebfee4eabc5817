//! The language of rules, read into its syntax tree (ESTree, as the server writes it).
//!
//! Reads what was seen in rules: `if` and `else`, blocks, calls, `&&`, `||`, paths, texts, numbers, lists and objects. The
//! server may know more; what is not read here is not wrong for that.

#[cfg(test)]
mod tests;

use std::ops::Range;

use serde_json::{Value, json};

use crate::resources::Map;

/// Deeper than any rule, and shallow enough for the stack.
const DEEPEST: u16 = 100;

/// Code that is not of the language as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: expected {expected}, found {found}")]
pub struct SyntaxError {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// What should stand there.
    pub expected: &'static str,
    /// What stands there.
    pub found: String,
}

/// Reads code into its syntax tree, an ESTree `Program`.
///
/// # Errors
/// When it is not of the language as far as it is known; names the place.
pub fn parse(code: &str) -> Result<Map, SyntaxError> {
    let lines = std::iter::once(0).chain(code.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut parser =
        Parser { code, lines, token: Token { kind: Kind::End, span: 0..0 }, before: 0, depth: 0 };
    parser.step()?;
    let mut body = Vec::new();
    while parser.token.kind != Kind::End {
        body.push(parser.statement()?);
    }
    let program = parser.node("Program", 0, json!({ "body": body, "sourceType": "script" }));
    match program {
        Value::Object(program) => Ok(program),
        _ => Ok(Map::new()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Text,
    Number,
    Mark,
    End,
}

#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    span: Range<usize>,
}

struct Parser<'a> {
    code: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
    /// What is looked at.
    token: Token,
    /// Where the token before ended.
    before: usize,
    depth: u16,
}

type Parsed = Result<Value, SyntaxError>;

impl Parser<'_> {
    fn statement(&mut self) -> Parsed {
        self.deeper()?;
        let start = self.token.span.start;
        let statement = if self.is("{") {
            self.block()?
        } else if self.is("if") {
            self.condition()?
        } else {
            let call = self.call("a statement: `if`, a block or a call")?;
            self.takes(";")?;
            self.node("ExpressionStatement", start, json!({ "expression": call }))
        };
        self.depth -= 1;
        Ok(statement)
    }

    fn block(&mut self) -> Parsed {
        let start = self.token.span.start;
        self.take("{", "`{`")?;
        let mut body = Vec::new();
        while !self.takes("}")? {
            body.push(self.statement()?);
        }
        Ok(self.node("BlockStatement", start, json!({ "body": body })))
    }

    fn condition(&mut self) -> Parsed {
        let start = self.token.span.start;
        self.take("if", "`if`")?;
        self.take("(", "`(`")?;
        let test = self.either()?;
        self.take(")", "`)`")?;
        let consequent = self.statement()?;
        let alternate = if self.takes("else")? { self.statement()? } else { Value::Null };
        let parts = json!({ "test": test, "consequent": consequent, "alternate": alternate });
        Ok(self.node("IfStatement", start, parts))
    }

    fn either(&mut self) -> Parsed {
        self.deeper()?;
        let start = self.token.span.start;
        let mut left = self.both()?;
        while self.takes("||")? {
            let right = self.both()?;
            left = self.logical(start, "||", &left, &right);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn both(&mut self) -> Parsed {
        let start = self.token.span.start;
        let mut left = self.test()?;
        while self.takes("&&")? {
            let right = self.test()?;
            left = self.logical(start, "&&", &left, &right);
        }
        Ok(left)
    }

    fn logical(&self, start: usize, operator: &str, left: &Value, right: &Value) -> Value {
        let parts = json!({ "operator": operator, "left": left, "right": right });
        self.node("LogicalExpression", start, parts)
    }

    fn test(&mut self) -> Parsed {
        if self.takes("(")? {
            let inside = self.either()?;
            self.take(")", "`)`")?;
            return Ok(inside);
        }
        self.call("a test, such as `eq(ticket.status, 'open')`")
    }

    fn call(&mut self, expected: &'static str) -> Parsed {
        let start = self.token.span.start;
        if self.token.kind != Kind::Word || ["if", "else"].contains(&self.text()) {
            return Err(self.expected(expected));
        }
        let callee = self.identifier()?;
        self.take("(", "`(`")?;
        let arguments = self.values(")", "`,` or `)`")?;
        Ok(self.node("CallExpression", start, json!({ "callee": callee, "arguments": arguments })))
    }

    /// Values until the closing mark, which is taken too.
    fn values(&mut self, close: &'static str, expected: &'static str) -> Result<Vec<Value>, SyntaxError> {
        let mut values = Vec::new();
        while !self.takes(close)? {
            values.push(self.value()?);
            if !self.takes(",")? {
                self.take(close, expected)?;
                break;
            }
        }
        Ok(values)
    }

    fn value(&mut self) -> Parsed {
        self.deeper()?;
        let start = self.token.span.start;
        let value = match self.token.kind {
            Kind::Text | Kind::Number => self.literal()?,
            Kind::Word if ["true", "false", "null"].contains(&self.text()) => self.literal()?,
            Kind::Word => self.path()?,
            Kind::Mark if self.is("[") => {
                self.step()?;
                let elements = self.values("]", "`,` or `]`")?;
                self.node("ArrayExpression", start, json!({ "elements": elements }))
            }
            Kind::Mark if self.is("{") => self.object()?,
            _ => return Err(self.expected("a value")),
        };
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Parsed {
        let start = self.token.span.start;
        self.step()?;
        let mut properties = Vec::new();
        while !self.takes("}")? {
            let at = self.token.span.start;
            let key = match self.token.kind {
                Kind::Word => self.identifier()?,
                Kind::Text | Kind::Number => self.literal()?,
                _ => return Err(self.expected("a name")),
            };
            self.take(":", "`:`")?;
            let value = self.value()?;
            let parts = json!({
                "key": key, "value": value, "kind": "init",
                "computed": false, "method": false, "shorthand": false,
            });
            properties.push(self.node("Property", at, parts));
            if !self.takes(",")? {
                self.take("}", "`,` or `}`")?;
                break;
            }
        }
        Ok(self.node("ObjectExpression", start, json!({ "properties": properties })))
    }

    fn path(&mut self) -> Parsed {
        let start = self.token.span.start;
        let mut path = self.identifier()?;
        while self.takes(".")? {
            if self.token.kind != Kind::Word {
                return Err(self.expected("a name"));
            }
            let property = self.identifier()?;
            let parts = json!({ "object": path, "property": property, "computed": false });
            path = self.node("MemberExpression", start, parts);
        }
        Ok(path)
    }

    fn identifier(&mut self) -> Parsed {
        let start = self.token.span.start;
        let name = self.text().to_owned();
        self.step()?;
        Ok(self.node("Identifier", start, json!({ "name": name })))
    }

    fn literal(&mut self) -> Parsed {
        let start = self.token.span.start;
        let raw = self.text().to_owned();
        let value = match self.token.kind {
            Kind::Text => Value::from(unquoted(&raw)),
            _ => serde_json::from_str(&raw).map_err(|_| self.expected("a number such as 7 or 1.5"))?,
        };
        self.step()?;
        Ok(self.node("Literal", start, json!({ "value": value, "raw": raw })))
    }

    fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(self.expected("less nesting")) } else { Ok(()) }
    }

    fn text(&self) -> &str {
        &self.code[self.token.span.clone()]
    }

    fn is(&self, wanted: &str) -> bool {
        matches!(self.token.kind, Kind::Word | Kind::Mark) && self.text() == wanted
    }

    fn takes(&mut self, wanted: &str) -> Result<bool, SyntaxError> {
        let found = self.is(wanted);
        if found {
            self.step()?;
        }
        Ok(found)
    }

    fn take(&mut self, wanted: &str, expected: &'static str) -> Result<(), SyntaxError> {
        if self.takes(wanted)? { Ok(()) } else { Err(self.expected(expected)) }
    }

    /// On to the next token.
    fn step(&mut self) -> Result<(), SyntaxError> {
        self.before = self.token.span.end;
        let rest = &self.code[self.before..];
        let start = self.code.len() - rest.trim_start().len();
        let rest = &self.code[start..];
        let word = |character: char| character.is_alphanumeric() || "_$".contains(character);
        let length_while = |fits: &dyn Fn(char) -> bool| rest.find(|c| !fits(c)).unwrap_or(rest.len());
        let (kind, length) = match rest.chars().next() {
            None => (Kind::End, 0),
            Some('\'' | '"') => match length_of_text(rest) {
                Some(length) => (Kind::Text, length),
                None => {
                    self.token = Token { kind: Kind::Text, span: start..self.code.len() };
                    return Err(self.expected("the end of the text"));
                }
            },
            Some('0'..='9' | '-') => (Kind::Number, length_while(&|c| word(c) || "+-.".contains(c))),
            Some(first) if word(first) => (Kind::Word, length_while(&word)),
            Some(_) if rest.starts_with("&&") || rest.starts_with("||") => (Kind::Mark, 2),
            Some(other) => (Kind::Mark, other.len_utf8()),
        };
        self.token = Token { kind, span: start..start + length };
        Ok(())
    }

    fn expected(&self, expected: &'static str) -> SyntaxError {
        let found: String = self.text().chars().take(40).collect();
        let found = if self.token.kind == Kind::End { "the end".to_owned() } else { format!("`{found}`") };
        let (line, column) = self.place(self.token.span.start);
        SyntaxError { line, column: column + 1, expected, found }
    }

    /// The line, from 1, and the column, from 0, as JavaScript counts.
    fn place(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        (line, self.code[start..at].encode_utf16().count())
    }

    /// A node from there to the token before.
    fn node(&self, kind: &str, start: usize, mut parts: Value) -> Value {
        let place = |at| {
            let (line, column) = self.place(at);
            json!({ "line": line, "column": column })
        };
        parts["type"] = kind.into();
        parts["loc"] = json!({ "start": place(start), "end": place(self.before) });
        parts
    }
}

/// The length of a text with its quotes.
fn length_of_text(code: &str) -> Option<usize> {
    let mut characters = code.char_indices();
    let (_, quote) = characters.next()?;
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()?),
            '\n' => return None,
            end if end == quote => return Some(at + end.len_utf8()),
            _ => {}
        }
    }
    None
}

fn unquoted(raw: &str) -> String {
    let mut text = String::new();
    let mut characters = raw[1..raw.len() - 1].chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('r') => text.push('\r'),
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    text
}
