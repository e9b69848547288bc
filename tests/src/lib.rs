//! Whole-system tests live in `system/` and `window/`; there is no library.
