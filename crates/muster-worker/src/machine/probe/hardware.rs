//! Parts of the machine that are found only by asking its system for a while: its graphics processor, and on a Mac its
//! memory.

use muster_core::requirement::{LabelValue, Labels};
use std::io;
#[cfg(target_os = "linux")]
use std::{fs, path::Path};

fn gpu(model: Option<String>) -> Labels {
    model.map(|model| ("gpu".to_owned(), LabelValue::Text(model))).into_iter().collect()
}

/// The model of a graphics processor that has memory of its own. What shares the processor's is in nearly every laptop,
/// and is not meant by who asks for one.
#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere a tool is asked")]
pub(super) fn found() -> io::Result<Labels> {
    let root = Path::new("/");
    Ok(gpu(nvidia(root).or_else(|| amd(root))))
}

/// As NVIDIA's driver says it, one folder for each: `Model: \t\t NVIDIA A100`.
#[cfg(target_os = "linux")]
fn nvidia(root: &Path) -> Option<String> {
    let model = |text: String| {
        let model = text.lines().find_map(|line| line.strip_prefix("Model:"))?.trim().to_owned();
        (!model.is_empty()).then_some(model)
    };
    let files = entries(&root.join("proc/driver/nvidia/gpus"));
    files.iter().find_map(|gpu| model(fs::read_to_string(gpu.join("information")).ok()?))
}

/// As the driver `amdgpu` says it, in bytes:
/// <https://docs.kernel.org/gpu/amdgpu/driver-misc.html#gpu-memory-usage-information>
#[cfg(target_os = "linux")]
const MEMORY: &str = "mem_info_vram_total";
/// What is built into a processor sets less than this aside.
#[cfg(target_os = "linux")]
const OWN_MEMORY: u64 = 2 << 30;

#[cfg(target_os = "linux")]
fn amd(root: &Path) -> Option<String> {
    let cards = entries(&root.join("sys/class/drm"));
    let has_own_memory = |device: &Path| {
        let memory = fs::read_to_string(device.join(MEMORY)).ok();
        memory.and_then(|text| text.trim().parse::<u64>().ok()) >= Some(OWN_MEMORY)
    };
    let device = cards.iter().map(|card| card.join("device")).find(|it| has_own_memory(it))?;
    let name = fs::read_to_string(device.join("product_name")).unwrap_or_default();
    let name = name.trim();
    Some(if name.is_empty() { "AMD".to_owned() } else { name.to_owned() })
}

/// What lies in a folder, in order; nothing if there is none.
#[cfg(target_os = "linux")]
fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[cfg(target_os = "macos")]
pub(super) fn found() -> io::Result<Labels> {
    let displays = super::command::output(
        "/usr/sbin/system_profiler",
        &["SPDisplaysDataType", "-detailLevel", "mini"],
    )?;
    let bytes = super::command::output("/usr/sbin/sysctl", &["-n", "hw.memsize"])?;
    let memory = bytes.trim().parse::<i64>().ok().map(|bytes| LabelValue::Int(bytes >> 20));
    let mut labels = gpu(chipset(&displays));
    labels.extend(memory.map(|mib| ("memory_mib".to_owned(), mib)));
    Ok(labels)
}

/// `Chipset Model: Apple M2`
#[cfg(any(target_os = "macos", all(test, target_os = "linux")))]
fn chipset(displays: &str) -> Option<String> {
    let model = displays.lines().find_map(|line| line.trim().strip_prefix("Chipset Model: "))?;
    Some(model.trim().to_owned())
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn found() -> io::Result<Labels> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    fn machine(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    #[test]
    fn the_first_processor_of_nvidia_is_named() {
        let gpus = "proc/driver/nvidia/gpus";
        let second = format!("{gpus}/0000:02:00.0/information");
        let first = format!("{gpus}/0000:01:00.0/information");
        let root = machine(&[
            (&second, "Model: \t\t NVIDIA T4\n"),
            (&first, "Model: \t\t NVIDIA A100-SXM4-40GB\nIRQ:   \t\t 67\n"),
        ]);
        assert_eq!(nvidia(root.path()).as_deref(), Some("NVIDIA A100-SXM4-40GB"));
        assert_eq!(nvidia(machine(&[]).path()), None);
    }

    #[test]
    fn one_of_amd_counts_only_with_memory_of_its_own() {
        let device = |memory: u64, name: &str| {
            let memory = format!("{memory}\n");
            let root = machine(&[
                ("sys/class/drm/version", "drm 1.1.0"),
                ("sys/class/drm/card0/device/vendor", "0x8086\n"),
                ("sys/class/drm/card1/device/mem_info_vram_total", &memory),
                ("sys/class/drm/card1/device/product_name", name),
            ]);
            amd(root.path())
        };
        assert_eq!(
            device(16 << 30, "AMD Radeon Pro W6800\n").as_deref(),
            Some("AMD Radeon Pro W6800")
        );
        assert_eq!(device(16 << 30, "\n").as_deref(), Some("AMD"));
        assert_eq!(device(512 << 20, "\n"), None, "it is a part of the processor");
    }

    #[test]
    fn a_mac_names_its_chipset() {
        let displays = "Graphics/Displays:\n\n    Apple M2:\n\n      Chipset Model: Apple M2\n      Type: GPU\n";
        assert_eq!(chipset(displays).as_deref(), Some("Apple M2"));
        assert_eq!(chipset("Graphics/Displays:\n"), None);
    }

    #[test]
    fn this_machine_can_be_asked() {
        found().unwrap();
    }
}
