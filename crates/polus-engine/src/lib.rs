//! What Polus does: sync, links, flows, effects.
