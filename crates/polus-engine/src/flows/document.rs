//! The page on flows, `docs/flows.md`: how one is written, which steps and which ready-made flows there are.

use std::fmt::Write as _;

use super::steps::KINDS;
use super::{Flow, LIBRARY};

const HEAD: &str = "\
# Flows

<!-- Written by `cargo xtask generate`; change crates/polus-engine/src/flows/document.rs instead. -->

A flow says what to do when something changes. It is a YAML file; which flows are on stands under `flows:` in
`polus.yaml`, with a value for each setting that is to differ from the flow's own. A file `flows/<name>.yaml` beside `polus.yaml`
comes before a ready-made flow of the same name. Mistakes are told at the start, with file, line and column.

```yaml
flow: order-tags                 # its name: that of the file
title: Tag open tickets by order value
settings: {high_value: 300}      # each can be set in polus.yaml
on: {kind: storefront, stream: orders, changes: [created, updated]}
when: (record.total.amount | float) >= settings.high_value
steps:
  - step: customer               # its answer is steps.customer from here on
    do: gorgias.find_customer
    with: {email: \"{{ record.customer.email }}\"}
  - step: tickets
    if: steps.customer.found
    do: find
    with: {table: tickets, where: {customer_id: \"{{ steps.customer.id }}\", status: open}}
  - step: tag
    each: steps.tickets.rows     # once for every `item`
    do: gorgias.add_tags
    with: {ticket: \"{{ item.id }}\", tags: [high-value]}
```

- `on` names a `stream`, a `system` or a `kind` of system (`helpdesk`, `storefront`, `erp`, `crm`), and which `changes`: `created`,
  `updated`, `deleted`, `merged`, `restored`. What flows themselves created starts none, unless `own: true` is there.
- `when`, `if` and `each` are MiniJinja expressions. Texts under `with` are templates; one that is a single `{{ }}` keeps the
  type of its value.
- They see `record` and `before` (the state after and before the change; orders and customers of storefronts and ERPs in one form,
  whatever the system), `change` (`system`, `connection`, `stream`, `key`), `settings`, and in steps also `steps` and `item`.
- The first copy of a stream is history and starts no flow.
- A run is journaled step by step and goes on where it was when it is taken up again. What a step creates is created once,
  whatever is cut off when.

## Steps

| step | what it does, its arguments and its answer |
|---|---|
";

/// The page as Markdown.
pub fn document() -> String {
    let mut page = HEAD.to_owned();
    for kind in KINDS {
        let _ = writeln!(page, "| `{}` | {} |", kind.name, kind.doc);
    }
    page.push_str("\n## Ready-made flows\n\n| flow | what it does | settings |\n|---|---|---|\n");
    for flow in LIBRARY.iter().filter_map(|(file, text)| Flow::parse(file, text, &[]).ok()) {
        let settings = match flow.settings.as_object().filter(|settings| !settings.is_empty()) {
            Some(settings) => settings
                .iter()
                .map(|(name, value)| format!("`{name}: {value}`"))
                .collect::<Vec<_>>()
                .join(", "),
            None => String::new(),
        };
        let _ = writeln!(page, "| [`{0}`](../flows/{0}.yaml) | {1} | {settings} |", flow.name, flow.title);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_example_is_a_flow() {
        let (_, example) = HEAD.split_once("```yaml\n").unwrap();
        let (example, _) = example.split_once("```").unwrap();
        let flow = Flow::parse("docs/flows.md", example, &[]).unwrap();
        assert_eq!(flow.steps.len(), 3);
    }

    #[test]
    fn it_names_every_step_and_every_flow() {
        let page = document();
        for kind in KINDS {
            assert!(page.contains(&format!("| `{}` |", kind.name)), "{}", kind.name);
        }
        for (file, _) in LIBRARY {
            assert!(page.contains(&format!("(../flows/{file})")), "{file}");
        }
    }
}
