//! Connector manifests: how Polus speaks to storefronts and ERPs, and what their records mean.
