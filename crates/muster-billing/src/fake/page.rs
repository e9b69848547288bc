//! The page of a checkout: what it costs, and a button that pays.

use axum::response::Html;

/// One page; `pay` is where its button leads.
pub(super) fn checkout(title: &str, pay: &str, is_open: bool) -> Html<String> {
    let button = format!("<form method=post action=\"{pay}\"><button>Pay</button></form>");
    let rest = if is_open { button } else { "<p>This checkout is over.</p>".to_owned() };
    Html(format!("<!doctype html><title>{title}</title><h1>{title}</h1>{rest}"))
}
