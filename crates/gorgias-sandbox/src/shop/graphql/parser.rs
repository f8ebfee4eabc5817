//! From tokens to the syntax tree, by recursive descent.

use serde_json::Value;

use super::Fault;
use super::lexer::{Token, tokens};
use super::syntax::{At, Directive, Document, Field, Fragment, Literal, Operation, Selection, Variable};

/// How deep a document may nest; past it comes an error and not an overflow of the stack.
const DEEPEST: usize = 48;

/// Reads a document.
pub(in crate::shop) fn parse(text: &str) -> Result<Document, Fault> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let mut document = Document { operations: Vec::new(), fragments: Vec::new() };
    while *parser.peek() != Token::End {
        match parser.peek().clone() {
            Token::Mark('{') => {
                let selections = parser.selections()?;
                document.operations.push(Operation {
                    mutation: false,
                    name: None,
                    variables: Vec::new(),
                    selections,
                });
            }
            Token::Name(word) if word == "fragment" => {
                let at = parser.at();
                parser.take();
                let name = parser.name()?;
                parser.word("on")?;
                let on = parser.name()?;
                parser.directives()?;
                document.fragments.push(Fragment { at, name, on, selections: parser.selections()? });
            }
            Token::Name(word) if word == "query" || word == "mutation" => {
                parser.take();
                document.operations.push(parser.operation(word == "mutation")?);
            }
            _ => return Err(parser.unexpected()),
        }
    }
    Ok(document)
}

struct Parser {
    tokens: Vec<(Token, At)>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(token, _)| token)
    }

    fn at(&self) -> At {
        self.tokens.get(self.next).map_or(At { line: 1, column: 1 }, |(_, at)| *at)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn unexpected(&self) -> Fault {
        let what = match self.peek() {
            Token::Name(name) => format!("IDENTIFIER ({name:?})"),
            Token::Text(text) => format!("STRING ({text:?})"),
            Token::Int(number) => format!("INT ({number})"),
            Token::Float(number) => format!("FLOAT ({number})"),
            Token::Mark(mark) => format!("{mark:?}"),
            Token::Spread => "\"...\"".to_owned(),
            Token::End => "end of file".to_owned(),
        };
        Fault::new(self.at(), format!("syntax error, unexpected {what}"))
    }

    fn is(&self, mark: char) -> bool {
        *self.peek() == Token::Mark(mark)
    }

    fn skip(&mut self, mark: char) -> bool {
        let found = self.is(mark);
        self.next += usize::from(found);
        found
    }

    fn mark(&mut self, mark: char) -> Result<(), Fault> {
        if self.skip(mark) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn name(&mut self) -> Result<String, Fault> {
        match self.peek().clone() {
            Token::Name(name) => {
                self.next += 1;
                Ok(name)
            }
            _ => Err(self.unexpected()),
        }
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        match self.peek() {
            Token::Name(name) if name == word => {
                self.next += 1;
                Ok(())
            }
            _ => Err(self.unexpected()),
        }
    }

    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth >= DEEPEST {
            return Err(Fault::new(self.at(), "the document nests too deep"));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn operation(&mut self, mutation: bool) -> Result<Operation, Fault> {
        let name = matches!(self.peek(), Token::Name(_)).then(|| self.name()).transpose()?;
        let mut variables = Vec::new();
        if self.skip('(') {
            while !self.skip(')') {
                let at = self.at();
                self.mark('$')?;
                let name = self.name()?;
                self.mark(':')?;
                let type_name = self.type_name()?;
                let default = self.skip('=').then(|| self.literal()).transpose()?;
                variables.push(Variable { at, name, type_name, default });
            }
        }
        self.directives()?;
        Ok(Operation { mutation, name, variables, selections: self.selections()? })
    }

    fn type_name(&mut self) -> Result<String, Fault> {
        let mut name = if self.skip('[') {
            let inner = self.nested(Self::type_name)?;
            self.mark(']')?;
            format!("[{inner}]")
        } else {
            self.name()?
        };
        if self.skip('!') {
            name.push('!');
        }
        Ok(name)
    }

    fn selections(&mut self) -> Result<Vec<Selection>, Fault> {
        self.nested(|parser| {
            parser.mark('{')?;
            let mut selections = Vec::new();
            while !parser.skip('}') {
                selections.push(parser.selection()?);
            }
            if selections.is_empty() {
                return Err(Fault::new(parser.at(), "syntax error, a selection is empty"));
            }
            Ok(selections)
        })
    }

    fn selection(&mut self) -> Result<Selection, Fault> {
        let at = self.at();
        if *self.peek() == Token::Spread {
            self.next += 1;
            return match self.peek().clone() {
                Token::Name(name) if name != "on" => {
                    self.next += 1;
                    Ok(Selection::Spread { at, name, directives: self.directives()? })
                }
                token => {
                    let on = matches!(token, Token::Name(_)).then(|| {
                        self.next += 1;
                        self.name()
                    });
                    let directives = self.directives()?;
                    Ok(Selection::Inline {
                        at,
                        on: on.transpose()?,
                        directives,
                        selections: self.selections()?,
                    })
                }
            };
        }
        let first = self.name()?;
        let (alias, name) = if self.skip(':') { (Some(first), self.name()?) } else { (None, first) };
        let arguments = self.arguments()?;
        let directives = self.directives()?;
        let selections = if self.is('{') { self.selections()? } else { Vec::new() };
        Ok(Selection::Field(Field { at, alias, name, arguments, directives, selections }))
    }

    fn arguments(&mut self) -> Result<Vec<(String, Literal)>, Fault> {
        let mut arguments = Vec::new();
        if self.skip('(') {
            while !self.skip(')') {
                let name = self.name()?;
                self.mark(':')?;
                arguments.push((name, self.literal()?));
            }
        }
        Ok(arguments)
    }

    fn directives(&mut self) -> Result<Vec<Directive>, Fault> {
        let mut directives = Vec::new();
        while self.skip('@') {
            directives.push(Directive { name: self.name()?, arguments: self.arguments()? });
        }
        Ok(directives)
    }

    fn literal(&mut self) -> Result<Literal, Fault> {
        self.nested(|parser| {
            let at = parser.at();
            Ok(match parser.peek().clone() {
                Token::Mark('$') => {
                    parser.next += 1;
                    Literal::Variable(at, parser.name()?)
                }
                Token::Mark('[') => {
                    parser.next += 1;
                    let mut items = Vec::new();
                    while !parser.skip(']') {
                        items.push(parser.literal()?);
                    }
                    Literal::List(items)
                }
                Token::Mark('{') => {
                    parser.next += 1;
                    let mut fields = Vec::new();
                    while !parser.skip('}') {
                        let name = parser.name()?;
                        parser.mark(':')?;
                        fields.push((name, parser.literal()?));
                    }
                    Literal::Object(fields)
                }
                Token::Mark(_) | Token::Spread | Token::End => return Err(parser.unexpected()),
                token => {
                    parser.next += 1;
                    Literal::Scalar(match token {
                        Token::Int(number) => Value::from(number),
                        Token::Float(number) => Value::from(number),
                        Token::Text(text) => Value::from(text),
                        Token::Name(word) if word == "true" => Value::Bool(true),
                        Token::Name(word) if word == "false" => Value::Bool(false),
                        Token::Name(word) if word == "null" => Value::Null,
                        Token::Name(word) => Value::from(word),
                        _ => Value::Null,
                    })
                }
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fault(text: &str) -> String {
        let fault = parse(text).unwrap_err();
        format!("{}:{}: {}", fault.line, fault.column, fault.message)
    }

    #[test]
    fn a_document_with_everything() {
        let document = parse(
            r#"# comment
            query Read($first: Int! = 5, $ids: [ID!]!) @x {
              again: orders(first: $first, query: "a:\"b\"", filter: {on: [1, -2.5, null, OPEN]}) @include(if: true) {
                nodes { ...order ... on Order { id } ... { name } }
              }
            }
            fragment order on Order { id }"#,
        )
        .unwrap();
        let operation = &document.operations[0];
        assert_eq!((operation.name.as_deref(), operation.variables.len()), (Some("Read"), 2));
        assert_eq!(operation.variables[1].type_name, "[ID!]!");
        let Selection::Field(field) = &operation.selections[0] else { panic!() };
        assert_eq!((field.alias.as_deref(), field.name.as_str()), (Some("again"), "orders"));
        assert_eq!(document.fragments[0].on, "Order");
    }

    #[test]
    fn mistakes_name_their_place() {
        assert_eq!(fault("{ shop { name }"), "1:16: syntax error, unexpected end of file");
        assert_eq!(fault("{ shop { } }"), "1:12: syntax error, a selection is empty");
        assert_eq!(fault("query {\n  a(b: ?) }"), "2:8: syntax error, unexpected invalid token ('?')");
        assert_eq!(
            fault("subscription { a }"),
            "1:1: syntax error, unexpected IDENTIFIER (\"subscription\")"
        );
        assert!(fault(&"{a".repeat(500)).contains("nests too deep"));
        assert!(fault(&format!("{{a(b:{})}}", "[".repeat(500))).contains("nests too deep"));
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "[a-z{}()\\[\\]:$!@.\"\\\\ 0-9-]{0,60}") {
            let _ = parse(&text);
        }
    }
}
