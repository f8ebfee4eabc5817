//! Calls of methods: `POST /json/2/<model>/<method>` with named arguments.

use serde_json::{Map, Value, json};

use super::database::{Database, Record, id_of, value};
use super::domain::Domain;
use super::fault::Fault;
use super::schema::{Kind, Model};

/// The one company there is.
pub(super) const COMPANY: u64 = 1;
/// The user whose API key it is.
pub(super) const BOT: u64 = 5;

/// Answers a call.
pub(super) fn call(database: &Database, path: &str, body: &[u8]) -> Result<Value, Fault> {
    let (model_name, method) = path
        .strip_prefix("/json/2/")
        .and_then(|rest| rest.split_once('/'))
        .filter(|(model, method)| !model.is_empty() && !method.is_empty() && !method.contains('/'))
        .ok_or_else(|| Fault::not_found("Not Found"))?;
    let model = Model::named(model_name)
        .ok_or_else(|| Fault::not_found(format!("the model '{model_name}' does not exist")))?;
    let body: Value = if body.is_empty() {
        json!({})
    } else {
        serde_json::from_slice(body)
            .map_err(|error| Fault::bad_request(format!("could not parse the body as json: {error}")))?
    };
    let Value::Object(mut arguments) = body else {
        return Err(Fault::bad_request("the body must be a json object of named arguments"));
    };
    let context = context(arguments.remove("context"))?;
    let ids = arguments.remove("ids");
    let call = Call { database, model, method, arguments, active_test: context };
    match (model, method) {
        (Model::User, "context_get") => {
            call.without_ids(ids)?.takes(&[])?;
            Ok(json!({ "lang": "en_US", "tz": "UTC", "uid": BOT }))
        }
        (_, "search_read") => call.without_ids(ids)?.search_read(),
        (_, "search") => call.without_ids(ids)?.search(),
        (_, "search_count") => call.without_ids(ids)?.search_count(),
        (_, "read") => call.read(ids),
        _ => Err(Fault::not_found(format!("the method '{model_name}.{method}' does not exist"))),
    }
}

/// Whether archived records are left out.
fn context(context: Option<Value>) -> Result<bool, Fault> {
    let context = match context {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(context)) => context,
        Some(other) => return Err(Fault::unprocessable(format!("context must be an object, not {other}"))),
    };
    let companies = context.get("allowed_company_ids").and_then(Value::as_array);
    if companies.into_iter().flatten().any(|id| *id != COMPANY) {
        return Err(Fault::access_error("Access to unauthorized or invalid companies."));
    }
    Ok(!matches!(context.get("active_test"), Some(Value::Bool(false) | Value::Null) | Some(Value::Number(_))))
}

struct Call<'a> {
    database: &'a Database,
    model: Model,
    method: &'a str,
    arguments: Map<String, Value>,
    active_test: bool,
}

impl<'a> Call<'a> {
    fn without_ids(self, ids: Option<Value>) -> Result<Self, Fault> {
        match ids {
            Some(Value::Array(ids)) if !ids.is_empty() => Err(Fault::unprocessable(format!(
                "cannot call {}.{} with ids",
                self.model.name(),
                self.method
            ))),
            _ => Ok(self),
        }
    }

    fn takes(&self, known: &[&str]) -> Result<(), Fault> {
        match self.arguments.keys().find(|name| !known.contains(&name.as_str())) {
            Some(stranger) => {
                Err(Fault::unprocessable(format!("got an unexpected keyword argument '{stranger}'")))
            }
            None => Ok(()),
        }
    }

    fn search_read(&self) -> Result<Value, Fault> {
        self.takes(&["domain", "fields", "offset", "limit", "order", "load"])?;
        let fields = self.fields()?;
        let found = self.found()?;
        Ok(found.iter().map(|record| self.database.show(self.model, record, &fields, self.names())).collect())
    }

    fn search(&self) -> Result<Value, Fault> {
        self.takes(&["domain", "offset", "limit", "order"])?;
        Ok(self.found()?.iter().map(|record| value(record, "id").clone()).collect())
    }

    fn search_count(&self) -> Result<Value, Fault> {
        self.takes(&["domain", "limit"])?;
        Ok(self.found()?.len().into())
    }

    fn read(&self, ids: Option<Value>) -> Result<Value, Fault> {
        self.takes(&["fields", "load"])?;
        let fields = self.fields()?;
        let Some(Value::Array(ids)) = ids else {
            return Err(Fault::unprocessable("missing a required argument: 'ids'"));
        };
        let one = |id: &Value| {
            let record = self.database.get(self.model, id_of(id)).ok_or_else(|| {
                let name = self.model.name();
                Fault::missing(format!(
                    "Record does not exist or has been deleted.\n(Record: {name}({id},), User: {BOT})"
                ))
            })?;
            Ok(self.database.show(self.model, record, &fields, self.names()))
        };
        ids.iter().map(one).collect()
    }

    /// Relations come with names unless `load` is null.
    fn names(&self) -> bool {
        self.arguments.get("load").is_none_or(|load| load.as_str().is_some_and(|load| !load.is_empty()))
    }

    /// The fields asked for; all of them when none is named.
    fn fields(&self) -> Result<Vec<(&'a str, Kind)>, Fault> {
        let names = match self.arguments.get("fields") {
            None | Some(Value::Null | Value::Bool(false)) => return Ok(self.model.fields().collect()),
            Some(Value::Array(names)) if names.is_empty() => return Ok(self.model.fields().collect()),
            Some(Value::Array(names)) => names,
            Some(other) => return Err(Fault::unprocessable(format!("fields must be a list, not {other}"))),
        };
        names
            .iter()
            .map(|name| {
                let known = self.model.fields().find(|(known, _)| name.as_str() == Some(known));
                known.ok_or_else(|| {
                    let name = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
                    Fault::value_error(format!("Invalid field '{name}' on model '{}'", self.model.name()))
                })
            })
            .collect()
    }

    /// The records that domain, order, offset and limit leave.
    fn found(&self) -> Result<Vec<&'a Record>, Fault> {
        let domain = Domain::parse(self.model, self.arguments.get("domain").unwrap_or(&Value::Null))?;
        let hides = self.active_test && self.model.field("active").is_some() && !domain.names("active");
        let order = self.order()?;
        let offset = self.count("offset")?.unwrap_or_default();
        let limit = self.count("limit")?.filter(|limit| *limit > 0).unwrap_or(usize::MAX);
        let found = self
            .database
            .above(self.model, domain.floor())
            .filter(|record| !hides || value(record, "active") == true)
            .filter(|record| domain.finds(self.database, record));
        // Records come by id anyway, and a page is all that is looked for.
        if order.iter().all(|key| key.field == "id" && !key.descending) {
            return Ok(found.skip(offset).take(limit).collect());
        }
        let mut found: Vec<&Record> = found.collect();
        found.sort_by(|a, b| {
            let key = order.iter().map(|key| key.compare(a, b)).find(|order| order.is_ne());
            key.unwrap_or(std::cmp::Ordering::Equal)
        });
        Ok(found.into_iter().skip(offset).take(limit).collect())
    }

    fn count(&self, name: &str) -> Result<Option<usize>, Fault> {
        match self.arguments.get(name) {
            None | Some(Value::Null | Value::Bool(false)) => Ok(None),
            Some(Value::Number(number)) => {
                number.as_u64().and_then(|count| usize::try_from(count).ok()).map(Some).ok_or_else(|| {
                    Fault::value_error(format!("{name} must not be negative or a fraction: {number}"))
                })
            }
            Some(other) => Err(Fault::value_error(format!("{name} must be a number, not {other}"))),
        }
    }

    fn order(&self) -> Result<Vec<Key>, Fault> {
        let text = match self.arguments.get("order") {
            None | Some(Value::Null | Value::Bool(false)) => return Ok(Vec::new()),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(Vec::new()),
            Some(Value::String(text)) => text,
            Some(other) => return Err(Fault::value_error(format!("order must be a text, not {other}"))),
        };
        let part = |part: &str| {
            let mut words = part.split_whitespace();
            let field = words.next().unwrap_or_default().to_owned();
            let direction = words.next().map(str::to_lowercase);
            let descending = match (direction.as_deref(), words.next()) {
                (None | Some("asc"), None) => false,
                (Some("desc"), None) => true,
                _ => {
                    return Err(Fault::user_error(format!(
                        "Invalid \"order\" specified ({text}). A valid \"order\" specification is a comma-separated list of valid field names (optionally followed by asc/desc for the direction)"
                    )));
                }
            };
            match self.model.field(&field) {
                Some(Kind::Many(_)) | None => Err(Fault::value_error(format!(
                    "Invalid field '{field}' on model '{}'",
                    self.model.name()
                ))),
                Some(_) => Ok(Key { field, descending }),
            }
        };
        text.split(',').map(part).collect()
    }
}

/// One part of an order.
struct Key {
    field: String,
    descending: bool,
}

impl Key {
    /// As PostgreSQL sorts: what is empty comes last, or first when the order is turned round.
    fn compare(&self, a: &Record, b: &Record) -> std::cmp::Ordering {
        let (a, b) = (value(a, &self.field), value(b, &self.field));
        let order = match (a, b) {
            (Value::String(a), Value::String(b)) => a.cmp(b),
            (Value::Number(a), Value::Number(b)) => {
                a.as_f64().unwrap_or_default().total_cmp(&b.as_f64().unwrap_or_default())
            }
            (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
            (Value::Bool(false), _) => std::cmp::Ordering::Greater,
            (_, Value::Bool(false)) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Equal,
        };
        if self.descending { order.reverse() } else { order }
    }
}
