//! A typed client for the Gorgias REST API: requests as values, a shared request budget, safe retries, cursor paging.
