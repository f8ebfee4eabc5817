//! The one error of documents, and the place it points at.

use std::fmt;

/// Something is wrong in a document, at a place, and this is what to write instead.
///
/// `Display` gives `file:line:column: what`, the line and a caret under it; the alternate form `{:#}`
/// adds the hint. No line end at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentError {
    /// File as the reader of the document named it.
    pub file: String,
    /// Line, counted from 1; 0 when there is no telling.
    pub line: u64,
    /// Column in characters, counted from 1; 0 when there is no telling.
    pub column: u64,
    /// What is wrong, in one sentence without a full stop.
    pub what: String,
    hint: Option<String>,
    excerpt: String,
}

impl DocumentError {
    /// What to write instead, where that can be known.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Sets the hint; an empty one is none.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into()).filter(|hint| !hint.is_empty());
        self
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.what)?;
        } else {
            write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.what)?;
        }
        if self.line > 0 && !self.excerpt.is_empty() {
            let number = self.line.to_string();
            let (shown, before) =
                cut(&self.excerpt, usize::try_from(self.column).unwrap_or(1).saturating_sub(1));
            // Tabs stay tabs under the line, so that the caret stands where the eye looks.
            let pad: String =
                shown.chars().take(before).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            let word = shown.chars().skip(before).take_while(|c| c.is_alphanumeric() || "_-.".contains(*c));
            let carets = "^".repeat(word.count().max(1));
            let gutter = " ".repeat(number.len());
            write!(f, "\n {number} | {shown}\n {gutter} | {pad}{carets}")?;
        }
        match self.hint() {
            Some(hint) if f.alternate() => write!(f, "\nhint: {hint}"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for DocumentError {}

/// Characters of a line that are shown; a longer one is cut around the place.
const WIDTH: usize = 100;

/// How many of them stand before the place.
const WIDTH_BEFORE: usize = 40;

/// The part of a line to show, and how many characters of it stand before the place.
fn cut(line: &str, before: usize) -> (String, usize) {
    let length = line.chars().count();
    if length <= WIDTH {
        return (line.to_owned(), before);
    }
    let from = before.saturating_sub(WIDTH_BEFORE).min(length - WIDTH);
    let mut shown: String = line.chars().skip(from).take(WIDTH).collect();
    if from + WIDTH < length {
        shown.push('…');
    }
    if from == 0 {
        return (shown, before);
    }
    shown.insert(0, '…');
    (shown, before - from + 1)
}

/// A place in a document that an error can be reported at.
#[derive(Debug, Clone)]
pub struct Place {
    file: String,
    line: u64,
    column: u64,
    excerpt: String,
}

impl Place {
    pub(super) fn new(file: &str, text: &str, line: u64, column: u64) -> Place {
        let index = usize::try_from(line).unwrap_or(0);
        let excerpt = index.checked_sub(1).and_then(|index| text.lines().nth(index)).unwrap_or_default();
        Place { file: file.to_owned(), line, column, excerpt: excerpt.trim_end().to_owned() }
    }

    /// Line, counted from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Column in characters, counted from 1.
    pub fn column(&self) -> u64 {
        self.column
    }

    pub(super) fn excerpt(&self) -> &str {
        &self.excerpt
    }

    /// An error at this place. `what`: one sentence without a full stop.
    pub fn error(&self, what: impl Into<String>) -> DocumentError {
        DocumentError {
            file: self.file.clone(),
            line: self.line,
            column: self.column,
            what: what.into(),
            hint: None,
            excerpt: self.excerpt.clone(),
        }
    }
}
