//! A gate: while it is closed, none of a program's tasks takes a step.
//!
//! A simulation closes it to let a machine sleep, or a program stand still, while the rest of its
//! world goes on.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// Lets tasks pass, or makes them wait; clones are the same gate.
#[derive(Debug, Clone, Default)]
pub struct Gate(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    is_closed: bool,
    waiting: Vec<Waker>,
}

impl Gate {
    /// From now on nothing passes.
    pub fn close(&self) {
        self.state().is_closed = true;
    }

    /// Everything passes again, what waited first.
    pub fn open(&self) {
        let waiting = {
            let mut state = self.state();
            state.is_closed = false;
            std::mem::take(&mut state.waiting)
        };
        for waker in waiting {
            waker.wake();
        }
    }

    /// The future, as it goes on behind this gate.
    pub fn pass<F: Future>(&self, future: F) -> Gated<F> {
        Gated { gate: self.clone(), future: Box::pin(future) }
    }

    fn is_shut_for(&self, waker: &Waker) -> bool {
        let mut state = self.state();
        if state.is_closed && !state.waiting.iter().any(|known| known.will_wake(waker)) {
            state.waiting.push(waker.clone());
        }
        state.is_closed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A future behind a gate.
pub struct Gated<F> {
    gate: Gate,
    future: Pin<Box<F>>,
}

impl<F> fmt::Debug for Gated<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Gated").field(&self.gate).finish()
    }
}

impl<F: Future> Future for Gated<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        if self.gate.is_shut_for(context.waker()) {
            return Poll::Pending;
        }
        self.future.as_mut().poll(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        future::poll_fn,
        sync::atomic::{AtomicU32, Ordering},
    };

    #[tokio::test]
    async fn nothing_goes_on_behind_a_closed_gate_and_everything_after_it_opens() {
        let (gate, steps) = (Gate::default(), AtomicU32::new(0));
        let mut walking = std::pin::pin!(gate.pass(async {
            loop {
                steps.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
        }));
        let mut look = async || {
            let once = |context: &mut Context<'_>| {
                assert_eq!(walking.as_mut().poll(context), Poll::Pending);
                Poll::Ready(())
            };
            poll_fn(once).await;
            steps.load(Ordering::Relaxed)
        };
        assert_eq!(look().await, 1);
        gate.close();
        assert_eq!(look().await, 1);
        gate.open();
        assert_eq!(look().await, 2);
    }
}
