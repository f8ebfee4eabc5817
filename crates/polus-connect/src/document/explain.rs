//! Turns what the YAML reader says into what is wrong and what to write instead.

use serde_saphyr::{Error, UserMessageFormatter};

use super::error::{DocumentError, Place};
use super::{limits, one_of};

pub(super) fn explain(file: &str, text: &str, error: &Error) -> DocumentError {
    let mut error = error.without_snippet();
    while let Error::AliasError { error: inner, .. } = error {
        error = inner;
    }
    let (line, column) = error.location().map_or((0, 0), |at| (at.line(), at.column()));
    let place = Place::new(file, text, line, column);
    if let Some(tab) = tab_in_indentation(file, text, line, error) {
        return tab;
    }
    if let Some(bare) = bare_template(&place, error) {
        return bare;
    }
    if let Some((what, hint)) = limits::explain(error) {
        return place.error(what).with_hint(hint);
    }
    match error {
        Error::SerdeUnknownField { field, expected, .. } => {
            place.error(format!("unknown field `{field}`")).with_hint(one_of(field, expected))
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            place.error(format!("`{variant}` is not known here")).with_hint(one_of(variant, expected))
        }
        Error::SerdeMissingField { field, .. } => place
            .error(format!("the field `{field}` is missing"))
            .with_hint(format!("add `{field}: ...` to this block")),
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or("this key");
            place
                .error(format!("`{key}` is given twice"))
                .with_hint("keep one of the two; in a list of blocks, begin each with `- `")
        }
        Error::SerdeInvalidType { unexpected, expected, .. } => place
            .error(format!("{} is expected here, not {}", plain(expected), plain(unexpected)))
            .with_hint(shape(expected)),
        Error::SerdeInvalidValue { unexpected, expected, .. } => {
            place.error(format!("{} is expected here, not {}", plain(expected), plain(unexpected)))
        }
        Error::InvalidScalar { ty, .. } => {
            place.error(format!("{} is expected here", plain(ty))).with_hint(shape(ty))
        }
        Error::Unexpected { expected, .. } => {
            place.error(format!("{} is expected here", plain(expected))).with_hint(shape(expected))
        }
        Error::InvalidBooleanStrict { .. } => {
            place.error("a yes or no is expected here").with_hint("write `true` or `false`")
        }
        Error::NullIntoString { .. } => place
            .error("a text is expected here, and there is nothing")
            .with_hint("write the text after the colon, or remove the line"),
        Error::Eof { .. } => place.error("the document is empty").with_hint("write at least one field"),
        Error::MultipleDocuments { .. } => place
            .error("a second document begins here")
            .with_hint("remove the line `---`; one file holds one document"),
        Error::UnknownAnchor { .. } => place
            .error("`*` refers to an anchor that does not exist")
            .with_hint("quote the text if it is not meant as a reference"),
        Error::Message { msg, .. } => place.error(msg.clone()),
        Error::ExternalMessage { msg, .. } => syntax(&place, msg),
        other => place.error(without_place(&other.render_with_formatter(&UserMessageFormatter))),
    }
}

/// A tab where YAML wants spaces gives different errors, often lines later; the tab is the cause.
fn tab_in_indentation(file: &str, text: &str, line: u64, error: &Error) -> Option<DocumentError> {
    if !matches!(error, Error::ExternalMessage { .. } | Error::Unexpected { .. }) {
        return None;
    }
    let upto = usize::try_from(line).unwrap_or(usize::MAX).saturating_add(1);
    let (number, column) = text.lines().take(upto).enumerate().find_map(|(number, line)| {
        let indentation = line.len() - line.trim_start().len();
        line.get(..indentation)?.find('\t').map(|at| (number as u64 + 1, at as u64 + 1))
    })?;
    Some(
        Place::new(file, text, number, column)
            .error("a tab stands in the indentation")
            .with_hint("indent with spaces, two a level"),
    )
}

/// `{{` without quotes is a YAML map in a map.
fn bare_template(place: &Place, error: &Error) -> Option<DocumentError> {
    let shape = matches!(error, Error::ExternalMessage { .. } | Error::Unexpected { .. });
    let bare = [": {{", "- {{", "[{{"].iter().any(|bare| place.excerpt().contains(bare));
    (shape && bare)
        .then(|| place.error("a template is not quoted").with_hint("put quotes around it: \"{{ ... }}\""))
}

fn syntax(place: &Place, message: &str) -> DocumentError {
    let error = place.error(format!("this is not valid YAML: {message}"));
    if message.contains("illegal placement of ':'") {
        return error
            .with_hint("close the `[` or `{` that was opened on a line before, or quote the text with `:`");
    }
    if message.contains("simple key") || message.contains("':'") || message.contains("mapping values") {
        return error.with_hint("write `name: value`; quote a text that contains `: ` or begins with `{`");
    }
    if message.contains("quot") {
        return error.with_hint("close the quote; inside \"...\" write \\\" for a quote");
    }
    error.with_hint("check the indentation and the quotes of this line and the one before it")
}

/// Serde's words for types, in ours.
fn plain(type_name: &str) -> String {
    let name = type_name.trim();
    match name {
        "string" | "a string" | "str" | "string scalar" => "a text".to_owned(),
        "boolean" | "bool" | "a boolean" => "`true` or `false`".to_owned(),
        "map" | "a map" | "mapping" | "mapping start" => "a block of `name: value`".to_owned(),
        "sequence" | "a sequence" | "sequence start" => "a list".to_owned(),
        "unit value" | "unit" | "null" => "nothing".to_owned(),
        _ if is_integer(name) => "a whole number".to_owned(),
        "f64" | "f32" | "float" => "a number".to_owned(),
        _ if name.starts_with("struct ") => "a block of `name: value`".to_owned(),
        _ if name.starts_with("integer ") => name.replacen("integer", "the number", 1),
        _ if name.starts_with("floating point ") => name.replacen("floating point", "the number", 1),
        _ if name.starts_with("string ") => name.replacen("string", "the text", 1),
        _ if name.starts_with("boolean ") => name.replacen("boolean ", "", 1),
        _ => name.to_owned(),
    }
}

fn is_integer(name: &str) -> bool {
    ["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize"].contains(&name)
}

/// How the expected shape is written.
fn shape(expected: &str) -> &'static str {
    match plain(expected).as_str() {
        "a text" => "write one value after the colon; quote it if it contains `: ` or `{`",
        "a list" => "write one entry a line, each beginning with `- `, or [a, b] on one line",
        "a block of `name: value`" => "write the fields on the lines below, indented by two spaces",
        "`true` or `false`" => "write `true` or `false` without quotes",
        "a whole number" => "write digits only, without quotes and without a unit",
        "a number" => "write digits, with a point for decimals and without a unit",
        _ => "",
    }
}

fn without_place(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_owned()
}
