//! What people get wrong: each gets one clear message with a hint, and an exit code that says what kind it is.
