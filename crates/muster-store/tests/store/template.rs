//! Templates.

use crate::{
    both::on_both,
    builders::{foreign_scope, home, later, organisation_id, read, scope, write},
};
use muster_core::{
    Name,
    template::{Kind, Parameter, Parameters},
};
use muster_store::{Store, template, template::TemplateRow};
use serde_json::json;

on_both!(a_template_comes_back_and_the_next_one_takes_its_place);

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn row(text: &str) -> TemplateRow {
    TemplateRow {
        name: name(text),
        description: None,
        parameters: Parameters([("level".to_owned(), Parameter::of(Kind::Integer))].into()),
        job: json!({"argv": ["build", "{{level}}"]}),
        updated_at: later(0),
        updated_by: "operator".to_owned(),
    }
}

async fn a_template_comes_back_and_the_next_one_takes_its_place(store: Store) {
    home(&store).await;
    let put = async |row: TemplateRow| {
        write(&store, move |tx| template::put(tx, &scope(), &row)).await.unwrap();
    };
    put(row("b")).await;
    put(row("a")).await;
    let newer =
        TemplateRow { description: Some("builds".into()), updated_at: later(9), ..row("a") };
    put(newer.clone()).await;
    let page = async |seed, after: Option<&'static str>| {
        let after = after.map(name);
        read(&store, move |tx| template::page(tx, &organisation_id(seed), after.as_ref(), 10)).await
    };
    assert_eq!(page(1, None).await, [newer.clone(), row("b")]);
    assert_eq!((page(1, Some("a")).await, page(2, None).await), (vec![row("b")], vec![]));
    assert_eq!(
        read(&store, |tx| template::find(tx, &organisation_id(1), &name("a"))).await,
        Some(newer)
    );
    let remove = async |scope: muster_core::Scope| {
        write(&store, move |tx| template::delete(tx, &scope, &name("a"))).await.unwrap()
    };
    assert!(!remove(foreign_scope()).await && remove(scope()).await && !remove(scope()).await);
}
