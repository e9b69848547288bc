//! `/v1/secrets`: one file per endpoint. A value goes in and never comes out.

pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod put;

use muster_api::secret::Secret;
use muster_store::secret::SecretRow;

fn view(SecretRow { name, updated_at, updated_by, .. }: SecretRow) -> Secret {
    Secret { name, updated_at, updated_by }
}
