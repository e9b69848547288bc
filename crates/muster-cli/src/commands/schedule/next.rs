//! `muster schedule next`: needs no coordinator.

use super::own_time_zone;
use crate::{
    exit::Exit,
    failure::Failure,
    output::{Column, Listing, Output, relative},
    read,
};
use clap::Args;
use muster_api::schedule::Slots;
use muster_core::schedule::Timetable;

#[derive(Debug, Args)]
pub(crate) struct Next {
    /// Five fields like `30 2 * * mon-fri`, or a word like `@daily`
    cron: String,
    /// The time zone of that, like `Europe/Berlin` [default: this machine's]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// How many slots
    #[arg(long, value_name = "COUNT", default_value_t = 5, value_parser = read::within::<1, 1000>)]
    count: u32,
}

const COLUMNS: &[Column] = &[Column::left("SLOT"), Column::left("WHEN")];

impl Next {
    pub(crate) fn run(&self, output: &Output) -> Result<Exit, Failure> {
        let zone = self.time_zone.clone().or_else(own_time_zone);
        let zone = zone.unwrap_or_else(|| "UTC".to_owned());
        let timetable = Timetable::new(&self.cron, &zone)
            .map_err(|error| Failure::usage(format!("`{}` {}", error.field, error.rule)))?;
        let items: Vec<_> = timetable.slots(output.now).take(self.count as usize).collect();
        let slots = Slots { time_zone: zone, items };
        output.list(&Listing {
            page: &slots,
            items: &slots.items,
            columns: COLUMNS,
            row: &|slot| {
                vec![timetable.on_the_wall(*slot).into(), relative(*slot, output.now).into()]
            },
            id: &ToString::to_string,
            if_empty: ("it never runs again", "see `muster schedule next --help`"),
        })?;
        Ok(Exit::SUCCESS)
    }
}
