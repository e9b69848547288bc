//! A lane, read as far as a claim needs it.

use crate::engine::life::{Applied, Moment, NotApplied, apply_to, begin_task};
use muster_core::{JobId, job::Event, owner::Only};
use muster_store::{
    StoreError, Write,
    job::{
        JobRow, Place,
        lane::{self, Lane},
    },
};
use std::collections::VecDeque;

/// Jobs of a lane that are read at once.
const PAGE: u32 = 16;
/// So far an owner who allows certain programs, or wants jobs kept apart, looks for one of them.
const LONGEST_LOOK: u32 = 512;

/// What can be granted now.
#[derive(Debug, Clone)]
pub(super) struct Takes {
    /// Arrays and their tasks, and whatever else a node that polls could not be told.
    pub(super) tasks: bool,
    /// Jobs whose secrets must be opened.
    pub(super) secrets: bool,
    /// What owners allow, but for submitters, whom a lane knows.
    pub(super) only: Only,
}

impl Takes {
    fn allows(&self, job: &JobRow) -> bool {
        let ask = job.specification.ask(&job.created_by);
        self.only.forbids(ask.applicant).is_none()
    }
}

/// A lane, read as far as it is needed.
pub(super) struct Line {
    pub(super) lane: Lane,
    takes: Takes,
    pub(super) left_sealed: bool,
    read: VecDeque<JobRow>,
    last: Option<Place>,
    /// How many were read that an owner does not allow.
    forbidden: u32,
    is_at_end: bool,
    pub(super) unreadable: Vec<(Place, StoreError)>,
    /// The array whose tasks are being granted, before and now.
    array: Option<(JobRow, JobRow)>,
}

impl Line {
    pub(super) fn of(lane: Lane, takes: Takes) -> Self {
        Self {
            lane,
            takes,
            left_sealed: false,
            read: VecDeque::new(),
            last: None,
            forbidden: 0,
            is_at_end: false,
            unreadable: Vec::new(),
            array: None,
        }
    }

    /// The array of which tasks are being granted, as long as there are any.
    fn open_array(&self) -> Option<&JobRow> {
        self.array.as_ref().map(|(_, array)| array).filter(|array| array.is_waiting())
    }

    pub(super) fn is_unread(&self) -> bool {
        self.known_first().is_none() && !self.is_at_end
    }

    /// What is next, as far as it was read.
    pub(super) fn known_first(&self) -> Option<&JobRow> {
        self.open_array().or(self.read.front())
    }

    /// The place of what is next in this lane.
    pub(super) fn head(&self) -> Option<i64> {
        let next = self.known_first().map(|job| job.place);
        // Before anything is read the lane says it.
        next.or((!self.is_at_end).then_some(self.lane.head))
    }

    /// The next job of this lane, or the array whose next task is.
    pub(super) fn first(&mut self, tx: &mut dyn Write) -> Result<Option<JobRow>, StoreError> {
        if let Some(array) = self.open_array() {
            return Ok(Some(array.clone()));
        }
        self.read_on(tx)?;
        let first = self.read.pop_front();
        // What is behind it has to be known when the lanes are compared.
        self.read_on(tx)?;
        Ok(first)
    }

    /// Whether its next job is a task of this array.
    pub(super) fn goes_on_with(
        &mut self,
        tx: &mut dyn Write,
        array: JobId,
    ) -> Result<bool, StoreError> {
        if self.is_unread() {
            self.read_on(tx)?;
        }
        Ok(self.known_first().is_some_and(|job| job.id == array))
    }

    pub(super) fn read_on(&mut self, tx: &mut dyn Write) -> Result<(), StoreError> {
        while self.read.is_empty() && !self.is_at_end {
            let page = lane::jobs(tx, &self.lane, self.last.as_ref(), PAGE)?;
            self.is_at_end = page.last.is_none();
            self.last = page.last.or(self.last.take());
            self.unreadable.extend(page.unreadable);
            self.read = page.jobs.into();
            self.read.retain(|job| self.takes.tasks || !job.specification.needs_a_session());
            let count = self.read.len();
            self.read.retain(|job| self.takes.secrets || !job.specification.has_secrets());
            self.left_sealed |= self.read.len() < count;
            let before = self.read.len();
            self.read.retain(|job| self.takes.allows(job));
            self.forbidden += u32::try_from(before - self.read.len()).unwrap_or(u32::MAX);
            self.is_at_end |= self.forbidden >= LONGEST_LOOK;
        }
        Ok(())
    }

    pub(super) fn grant(
        &mut self,
        tx: &mut dyn Write,
        job: JobRow,
        event: Event,
        moment: &Moment,
        arrays: &mut Vec<(JobRow, JobRow)>,
    ) -> Result<Applied, NotApplied> {
        if job.progress.is_none() {
            return apply_to(tx, job, event, moment);
        }
        let is_same = self.array.as_ref().is_some_and(|(_, array)| array.id == job.id);
        if !is_same {
            arrays.extend(self.array.replace((job.clone(), job.clone())));
        }
        let mut after = job;
        let granted = begin_task(tx, &mut after, event, moment)?;
        if let Some((_, array)) = &mut self.array {
            *array = after;
        }
        Ok(granted)
    }

    pub(super) fn take_array(&mut self) -> Option<(JobRow, JobRow)> {
        self.array.take()
    }
}
