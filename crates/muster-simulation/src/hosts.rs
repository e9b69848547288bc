//! The programs on the simulated machines: the real coordinator and the real agents.

use crate::{
    clock::age,
    garble::Garbled,
    plan::Machine,
    runner::Scripts,
    template, user,
    world::{World, name},
};
use futures_util::future::{BoxFuture, FutureExt, ready};
use muster_coordinator::Coordinator;
use muster_core::{
    Timestamp,
    owner::{self, Limits},
    requirement::Labels,
};
use muster_worker::{
    AgentOptions, Connect, Probe, Surroundings, TcpConnect, Told, run_with, written_limits,
};
use std::{
    fs,
    future::pending,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, atomic::AtomicU32},
    time::Duration,
};
use tokio::sync::mpsc;

const PORT: u16 = 7000;

/// A coordinator, and the user who sits at it.
pub(crate) async fn coordinator(world: Arc<World>) -> turmoil::Result {
    let machine = Machine::Coordinator;
    let seams = world.seams(machine);
    let gate = world.hardware(machine).gate.clone();
    world.note("the coordinator begins");
    let life = async {
        let options = template::options(&world.dir(machine), &world.template.key, seams.clone());
        let coordinator = Coordinator::start(options).await?;
        let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT));
        coordinator.serve(seams.net.listen(address).await?, None)?;
        let client = template::operator(&coordinator);
        seams.tasks.spawn("user", user::live(world.clone(), client));
        pending::<()>().await;
        Ok(())
    };
    gate.pass(life).await
}

/// An agent with scripts for commands.
pub(crate) async fn worker(world: Arc<World>, number: usize) -> turmoil::Result {
    let machine = Machine::Worker(number);
    let seams = world.seams(machine);
    let gate = world.hardware(machine).gate.clone();
    world.note(format_args!("worker-{number} begins"));
    let (worker, key) = world.template.workers[number].clone();
    let limits_file = world.dir(machine).join("owner.json");
    if world.plan.only_on_mains[number] {
        let limits = Limits { only_on_mains: true, ..Limits::default() };
        fs::create_dir_all(world.dir(machine))?;
        fs::write(&limits_file, written_limits(&limits))?;
    }
    let options = AgentOptions {
        name: name(machine),
        worker,
        key,
        coordinator_key: world.template.key.public(),
        slots: world.plan.workers[number],
        labels: Labels::new(),
        version: "0.0.0".to_owned(),
        state_dir: world.dir(machine),
        limits_file,
        data_dir: world.dir(machine),
        updater: Arc::new(muster_worker::WithItsHost),
        job_environment: [].into(),
    };
    let tcp = TcpConnect::new(seams.net.clone(), vec![format!("coordinator:{PORT}")]);
    let connect: Arc<dyn Connect> = if world.plan.is_garbled[number] {
        Arc::new(Garbled::new(tcp, &seams))
    } else {
        Arc::new(tcp)
    };
    let runner = Scripts { world: world.clone(), worker: number, started: AtomicU32::new(0) };
    let told = Told::default();
    // Its machine says nothing: what sleeps here notices that afterwards.
    let (_, news) = mpsc::channel(1);
    let surroundings =
        Surroundings { news, probe: Arc::new(Plug { world: world.clone(), number }) };
    gate.pass(run_with(Arc::new(runner), surroundings, options, connect, seams, told)).await?;
    world.note(format_args!("worker-{number} has gone"));
    // A program that has ended is no failure; the plan starts it again.
    pending().await
}

/// What a worker runs on, as the plan has it.
#[derive(Debug)]
struct Plug {
    world: Arc<World>,
    number: usize,
}

impl Probe for Plug {
    fn power(&self) -> BoxFuture<'_, io::Result<owner::Power>> {
        let (power, _) = self.world.plan.power(self.number, age());
        ready(Ok(power)).boxed()
    }
    fn idle(&self, _: Timestamp) -> BoxFuture<'_, io::Result<Duration>> {
        ready(Err(io::ErrorKind::Unsupported.into())).boxed()
    }
    fn is_metered(&self) -> BoxFuture<'_, io::Result<bool>> {
        ready(Err(io::ErrorKind::Unsupported.into())).boxed()
    }

    fn find(&self) -> BoxFuture<'_, Labels> {
        ready(Labels::new()).boxed()
    }
}
