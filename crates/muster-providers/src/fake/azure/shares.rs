//! The file shares of a fake Azure.

use serde_json::{Value, json};

#[derive(Debug)]
struct Share {
    account: String,
    name: String,
    number: u32,
    properties: Value,
}

#[derive(Debug, Default)]
pub(super) struct Shares {
    kept: Vec<Share>,
    made: u32,
    pub(super) lists_without_metadata: bool,
}

impl Shares {
    pub(super) fn names(&self) -> Vec<String> {
        self.kept.iter().map(|share| share.name.clone()).collect()
    }

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.kept.iter().find(|share| share.name == name).map(|share| share.number)
    }

    fn find(&self, account: &str, name: &str) -> Option<usize> {
        self.kept.iter().position(|share| share.account == account && share.name == name)
    }

    /// Makes a share, or changes one that is there; says which.
    pub(super) fn put(&mut self, account: &str, name: &str, body: &Value) -> (u16, Value) {
        let properties = body["properties"].clone();
        if let Some(at) = self.find(account, name) {
            self.kept[at].properties = properties;
            return (200, shown(&self.kept[at]));
        }
        self.made += 1;
        let (account, name) = (account.to_owned(), name.to_owned());
        let share = Share { account, name, number: self.made, properties };
        let answer = shown(&share);
        self.kept.push(share);
        (201, answer)
    }

    pub(super) fn get(&self, account: &str, name: &str) -> Option<Value> {
        self.find(account, name).map(|at| shown(&self.kept[at]))
    }

    pub(super) fn delete(&mut self, account: &str, name: &str) -> Option<()> {
        let at = self.find(account, name)?;
        self.kept.remove(at);
        Some(())
    }

    pub(super) fn list(&self, account: &str) -> Vec<Value> {
        let here = self.kept.iter().filter(|share| share.account == account);
        let mut rows: Vec<_> = here.map(shown).collect();
        if self.lists_without_metadata {
            for row in &mut rows {
                row["properties"] = json!({ "shareQuota": row["properties"]["shareQuota"] });
            }
        }
        rows
    }
}

fn shown(share: &Share) -> Value {
    json!({
        "id": format!("/fileServices/default/shares/{}", share.name),
        "name": share.name,
        "type": "Microsoft.Storage/storageAccounts/fileServices/shares",
        "etag": "\"0x1\"",
        "properties": share.properties,
    })
}
