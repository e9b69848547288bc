//! Requests to a cluster: `kube` says how they look, and our transport carries them.

use super::{Kubernetes, wire};
use crate::{
    Secret,
    error::{BoxError, Operation, Outcome, ProviderError, Refusal, unless_absent},
    http::{Call, Reply},
};
use k8s_openapi::{
    Metadata, NamespaceResourceScope, Resource, apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use kube::core::{
    ObjectList, PartialObjectMeta, Request,
    params::{DeleteParams, GetParams, ListParams, Patch, PatchParams, PostParams, Preconditions},
    request::Error as Malformed,
};
use muster_core::RequestId;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::atomic::Ordering::Relaxed;

type Asked = Result<http::Request<Vec<u8>>, Malformed>;

const PAGE: u32 = 200;
// Ten thousand objects.
const MOST_PAGES: usize = 50;

/// Something of a namespace that has metadata.
pub(super) trait Thing:
    Resource<Scope = NamespaceResourceScope> + Metadata<Ty = ObjectMeta> + DeserializeOwned
{
}

impl<T> Thing for T where
    T: Resource<Scope = NamespaceResourceScope> + Metadata<Ty = ObjectMeta> + DeserializeOwned
{
}

/// What is asked, and what caused it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Because<'a> {
    pub(super) operation: Operation,
    pub(super) request: &'a RequestId,
}

impl<'a> Because<'a> {
    pub(super) fn of(operation: Operation, request: &'a RequestId) -> Self {
        Self { operation, request }
    }
}

impl Kubernetes {
    /// The requests about one kind of thing.
    pub(super) fn about<T: Thing>(&self) -> Request {
        let group =
            if T::GROUP.is_empty() { "api".to_owned() } else { format!("apis/{}", T::GROUP) };
        let (version, namespace) = (T::VERSION, &self.settings.namespace);
        Request::new(format!("/{group}/{version}/namespaces/{namespace}/{}", T::URL_PATH_SEGMENT))
    }

    /// Sends what `kube` made, in which these secrets are.
    pub(super) async fn send(
        &self,
        because: Because<'_>,
        asked: Asked,
        secrets: Vec<Secret>,
    ) -> Result<Reply, ProviderError> {
        let Because { operation, request } = because;
        let token = self.tokens.token(&self.caller).await;
        let token = token.map_err(ProviderError::before_change)?;
        let unsent = |why| self.caller.error(operation, Outcome::Unsent).because(why);
        let (head, body) = asked.map_err(|bad| unsent(BoxError::from(bad)))?.into_parts();
        let url = self.caller.base.under(head.uri.path(), head.uri.query());
        let mut call = Call::new(operation, head.method, url, request).hiding(secrets);
        if let Some(token) = &token {
            call = call.bearer(token);
        }
        if let Some(kind) = head.headers.get(http::header::CONTENT_TYPE) {
            call = call.body(wire::content_type(kind), body);
        }
        if head.headers.contains_key(http::header::ACCEPT) {
            call = call.header("accept", wire::METADATA_ALONE);
        }
        let answer = self.caller.send(call).await;
        if let Err(error) = &answer
            && error.outcome == Outcome::Refused(Refusal::Unauthorised)
        {
            self.tokens.forget().await;
        }
        answer
    }

    /// A thing by its name; nothing if the API says that there is none in a namespace that there is.
    pub(super) async fn get<T: Thing>(
        &self,
        name: &str,
        request: &RequestId,
    ) -> Result<Option<T>, ProviderError> {
        let because = Because::of(Operation::Look, request);
        let asked = self.about::<T>().get(name, &GetParams::default());
        match unless_absent(self.send(because, asked, Vec::new()).await)? {
            Some(reply) => reply.json().map(Some),
            None => self.require_namespace(because).await.map(|()| None),
        }
    }

    /// In a namespace that does not exist everything seems to be gone: once it has to be seen.
    pub(super) async fn require_namespace(
        &self,
        because: Because<'_>,
    ) -> Result<(), ProviderError> {
        if self.has_namespace.load(Relaxed) {
            return Ok(());
        }
        let asked =
            Request::new("/api/v1/namespaces").get(&self.settings.namespace, &GetParams::default());
        let Some(reply) = unless_absent(self.send(because, asked, Vec::new()).await)? else {
            let says = "there is no namespace of this name";
            return Err(self.caller.refuse(because.operation, Refusal::BadRequest, says));
        };
        let _: k8s_openapi::api::core::v1::Namespace = reply.json()?;
        self.has_namespace.store(true, Relaxed);
        Ok(())
    }

    pub(super) async fn post<T: Thing>(
        &self,
        because: Because<'_>,
        body: &Value,
        secrets: Vec<Secret>,
    ) -> Result<T, ProviderError> {
        let body = body.to_string().into_bytes();
        let asked = self.about::<T>().create(&PostParams::default(), body);
        self.send(because, asked, secrets).await?.json()
    }

    /// Puts something in the place of what was seen there, and of nothing newer.
    pub(super) async fn replace<T: Thing>(
        &self,
        because: Because<'_>,
        seen: &T,
        mut body: Value,
        secrets: Vec<Secret>,
    ) -> Result<T, ProviderError> {
        body["metadata"]["resourceVersion"] = seen.metadata().resource_version.clone().into();
        let name = seen.metadata().name.clone().unwrap_or_default();
        let body = body.to_string().into_bytes();
        let asked = self.about::<T>().replace(&name, &PostParams::default(), body);
        self.send(because, asked, secrets).await?.json()
    }

    /// Changes a part of what was seen, and of nothing newer.
    pub(super) async fn change<T: Thing>(
        &self,
        because: Because<'_>,
        seen: &T,
        mut part: Value,
    ) -> Result<(), ProviderError> {
        part["metadata"]["resourceVersion"] = seen.metadata().resource_version.clone().into();
        let name = seen.metadata().name.clone().unwrap_or_default();
        let patch = Patch::Merge(part);
        let asked = self.about::<T>().patch(&name, &PatchParams::default(), &patch);
        let _: T = self.send(because, asked, Vec::new()).await?.json()?;
        Ok(())
    }

    /// Deletes what was seen, not another thing of its name, and only after what belongs to it.
    pub(super) async fn remove<T: Thing>(
        &self,
        because: Because<'_>,
        seen: &T,
    ) -> Result<(), ProviderError> {
        let metadata = seen.metadata();
        let preconditions = Preconditions { uid: metadata.uid.clone(), ..Default::default() };
        let how = DeleteParams::foreground().preconditions(preconditions);
        let asked = self.about::<T>().delete(metadata.name.as_deref().unwrap_or_default(), &how);
        // It shows what it deletes, or says that it did; a page of somebody else's does neither.
        let shown: Value = self.send(because, asked, Vec::new()).await?.json()?;
        if shown["kind"] == T::KIND || shown["status"] == "Success" {
            return Ok(());
        }
        Err(self.caller.garbled(because.operation, "it does not say that it is deleted"))
    }

    /// The metadata of everything of a kind that has these labels, page by page: secrets stay where they are.
    pub(super) async fn all<T: Thing>(
        &self,
        labels: &str,
        request: &RequestId,
    ) -> Result<Vec<ObjectMeta>, ProviderError> {
        let because = Because::of(Operation::List, request);
        let mut wanted = ListParams::default().labels(labels).limit(PAGE);
        let mut found = Vec::new();
        for _ in 0..MOST_PAGES {
            let asked = self.about::<T>().list_metadata(&wanted);
            let page: ObjectList<PartialObjectMeta> =
                self.send(because, asked, Vec::new()).await?.json()?;
            found.extend(page.items.into_iter().map(|item| item.metadata));
            let next = page.metadata.continue_.filter(|token| !token.is_empty());
            let Some(token) = next else { return Ok(found) };
            wanted.continue_token = Some(token);
        }
        Err(self.caller.garbled(Operation::List, "the list has no end"))
    }
}
