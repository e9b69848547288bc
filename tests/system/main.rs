//! The whole system, as its users meet it: real processes, real sockets, real files.

mod bad_input;
mod deborgen;
mod durable;
mod first_minute;
mod http;
mod kill;
mod network;
mod second_worker;
mod start_up;
mod stop;
mod tokens;
