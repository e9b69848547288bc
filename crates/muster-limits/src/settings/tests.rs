use super::*;

fn read(set: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
    let map = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::read(&map).map_err(|found| {
        found.0.iter().map(|Problem { variable, says }| format!("{variable} {says}")).collect()
    })
}

fn address(text: &str) -> RedisAddress {
    text.parse().unwrap()
}

const HERE: &str = "redis://127.0.0.1:6379/2";

#[test]
fn where_nothing_is_set_windows_are_counted_in_this_process() {
    let settings = read(&[]).unwrap();
    assert_eq!(settings.redis, None);
    assert_eq!(settings.quotas, Quotas::default());
}

#[test]
fn redis_is_known_by_both_names_and_two_that_differ_are_an_error() {
    for name in NAMES {
        assert_eq!(read(&[(name, HERE)]).unwrap().redis, Some(address(HERE)), "{name}");
    }
    let both = [("MUSTER_REDIS_URL", HERE), ("REDIS_URL", HERE)];
    assert!(read(&both).is_ok(), "twice the same is no contradiction");
    let differ = [("MUSTER_REDIS_URL", HERE), ("REDIS_URL", "redis://127.0.0.1:6380")];
    let found = read(&differ).unwrap_err();
    assert_eq!(found, ["MUSTER_REDIS_URL and REDIS_URL are both set, and differ"]);
}

#[test]
fn a_redis_that_is_set_can_be_left_aside() {
    let off = [("MUSTER_REDIS_URL", HERE), ("REDIS_RATE_LIMIT_ENABLED", "FALSE")];
    assert_eq!(read(&off).unwrap().redis, None);
    let on = [("MUSTER_REDIS_URL", HERE), ("REDIS_RATE_LIMIT_ENABLED", "true")];
    assert_eq!(read(&on).unwrap().redis, Some(address(HERE)));
    let mistyped = [("REDIS_RATE_LIMIT_ENABLED", "flase")];
    assert_eq!(
        read(&mistyped).unwrap_err(),
        ["REDIS_RATE_LIMIT_ENABLED must be `true` or `false`"]
    );
}

#[test]
fn what_is_no_redis_is_refused_whatever_is_wrong_with_it() {
    for text in ["localhost:6379", "http://127.0.0.1", "redis://", "rediss://host/#insecure"] {
        let found = read(&[("REDIS_URL", text)]).unwrap_err();
        assert!(found[0].starts_with("REDIS_URL must be the address of a Redis"), "{text}");
    }
    let over_tls = "rediss://user:word@cache.example:6380/1";
    assert!(read(&[("REDIS_URL", over_tls)]).is_ok());
    let has_sockets = read(&[("REDIS_URL", "unix:///run/redis.sock")]).is_ok();
    assert_eq!(has_sockets, cfg!(unix));
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let set = [
        ("REDIS_URL", "x"),
        ("REDIS_RATE_LIMIT_ENABLED", "x"),
        ("RATE_LIMIT_MAX_REQUESTS", "0"),
        ("RATE_LIMIT_WINDOW_MS", "86400001"),
    ];
    let found = read(&set).unwrap_err();
    let named: Vec<_> = found.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(named, set.map(|(name, _)| name));
}

#[test]
fn the_quota_of_everything_else_is_a_setting() {
    let set = [("RATE_LIMIT_MAX_REQUESTS", "100"), ("RATE_LIMIT_WINDOW_MS", "30000")];
    let quotas = read(&set).unwrap().quotas;
    assert_eq!(quotas.of(Group::Default), Quota::within(100, Duration::from_secs(30)));
    assert_eq!(quotas.of(Group::Auth), Quotas::default().of(Group::Auth));
}

#[test]
fn no_password_shows_in_what_is_printed() {
    let settings = read(&[("REDIS_URL", "redis://:hunter2@127.0.0.1")]).unwrap();
    let printed = format!("{settings:?}");
    assert!(!printed.contains("hunter2"), "{printed}");
    let found = read(&[("REDIS_URL", "hunter2")]).unwrap_err();
    assert!(!found[0].contains("hunter2"));
}
