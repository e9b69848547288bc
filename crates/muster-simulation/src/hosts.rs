//! The programs on the simulated machines: the real coordinator and the real agents.

use crate::{
    garble::Garbled,
    plan::Machine,
    runner::Scripts,
    template, user,
    world::{World, name},
};
use muster_coordinator::Coordinator;
use muster_core::requirement::Labels;
use muster_worker::{AgentOptions, AgentStatus, Connect, TcpConnect, run_with};
use std::{
    future::pending,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, atomic::AtomicU32},
};
use tokio::sync::{mpsc, watch};

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
        coordinator.serve(seams.net.listen(address).await?)?;
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
    let options = AgentOptions {
        name: name(machine),
        worker,
        key,
        coordinator_key: world.template.key.public(),
        slots: world.plan.workers[number],
        labels: Labels::new(),
        version: "0.0.0".to_owned(),
        state_dir: world.dir(machine),
        job_environment: [].into(),
    };
    let tcp = TcpConnect::new(seams.net.clone(), vec![format!("coordinator:{PORT}")]);
    let connect: Arc<dyn Connect> = if world.plan.is_garbled[number] {
        Arc::new(Garbled::new(tcp, &seams))
    } else {
        Arc::new(tcp)
    };
    let runner = Scripts { world: world.clone(), worker: number, started: AtomicU32::new(0) };
    let (status, _) = watch::channel(AgentStatus::Connecting);
    // Its machine says nothing: what sleeps here notices that afterwards.
    let (_, news) = mpsc::channel(1);
    gate.pass(run_with(Arc::new(runner), news, options, connect, seams, status)).await?;
    world.note(format_args!("worker-{number} has gone"));
    // A program that has ended is no failure; the plan starts it again.
    pending().await
}
