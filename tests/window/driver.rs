//! The WebDriver protocol, as much of it as the stories need.

use muster_testkit::until;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How the protocol names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What each row of a table says, as an expression of the page.
const ROWS: &str = "[...document.querySelectorAll('[role=row]')].map(row => row.innerText)";

/// Keys without a letter, as the protocol writes them.
pub(crate) mod keys {
    pub(crate) const ENTER: char = '\u{E007}';
    pub(crate) const ESCAPE: char = '\u{E00C}';
    pub(crate) const CONTROL: char = '\u{E009}';
}

/// A page that is driven from outside.
#[derive(Debug)]
pub(crate) struct Page {
    port: u16,
    session: String,
}

impl Page {
    /// Starts the app through the driver.
    pub(crate) async fn open(port: u16, binary: &str, arguments: &[String]) -> Self {
        let app = json!({ "binary": binary, "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "webkitgtk:browserOptions": app,
            "timeouts": { "script": Duration::from_mins(1).as_millis() },
        } } });
        let opened = call(port, "POST", "/session", &wanted).await.expect("start the app");
        let session = opened["sessionId"].as_str().expect("a session").to_owned();
        Self { port, session }
    }

    /// Presses the button of this name.
    pub(crate) async fn press(&self, name: &str) {
        self.try_press(name).await.expect("press");
    }

    /// Presses the button whose name begins so: what it costs may follow.
    pub(crate) async fn press_beginning(&self, name: &str) {
        let button = format!("//button[starts-with(normalize-space(), '{name}')]");
        self.wait_for(&format!("{}.length > 0", all(&button))).await;
        let element = self.element(&button).await;
        self.post(&format!("/element/{element}/click"), &json!({})).await.expect("press");
    }

    /// Presses a button that ends the app, which then cannot answer the driver any more.
    pub(crate) async fn press_last(&self, name: &str) {
        drop(self.try_press(name).await);
    }

    async fn try_press(&self, name: &str) -> Result<Value, String> {
        let button = format!(
            "//button[normalize-space()='{name}' or @aria-label='{name}' or .//*[normalize-space()='{name}']]"
        );
        self.wait_for(&format!("{}.length > 0", all(&button))).await;
        let element = self.element(&button).await;
        self.post(&format!("/element/{element}/click"), &json!({})).await
    }

    /// Follows the link of this name or text; whatever is counted beside it in the frame does not belong to it.
    pub(crate) async fn follow(&self, name: &str) {
        let link = format!(
            "//a[normalize-space()='{name}' or @aria-label='{name}' or text()='{name}' or span='{name}']"
        );
        self.wait_for(&format!("{}.length > 0", all(&link))).await;
        let element = self.element(&link).await;
        self.post(&format!("/element/{element}/click"), &json!({})).await.expect("follow");
    }

    /// Waits until one row of a table has all these texts.
    pub(crate) async fn wait_for_row(&self, texts: &[&str]) {
        self.wait_for(&format!(
            "{ROWS}.some(row => {}.every(text => row.includes(text)))",
            json!(texts)
        ))
        .await;
    }

    /// Waits until no row of a table has this text.
    pub(crate) async fn wait_without_row(&self, text: &str) {
        self.wait_for(&format!("!{ROWS}.some(row => row.includes({}))", json!(text))).await;
    }

    /// The text of what has this name.
    pub(crate) async fn text_of(&self, name: &str) -> String {
        let found = format!("document.querySelector('[aria-label=\"{name}\"]')");
        self.wait_for(&found).await;
        let text = self.evaluate(&format!("{found}.innerText")).await;
        text.as_str().expect("a text").to_owned()
    }

    /// Presses keys one after the other, whatever has the focus; a key without a letter is one of [`keys`].
    pub(crate) async fn type_keys(&self, text: &str) {
        let each = text.chars().flat_map(|key| [("keyDown", key), ("keyUp", key)]);
        self.act(each.collect()).await;
    }

    /// Presses a key while another one is held down.
    pub(crate) async fn type_chord(&self, held: char, key: char) {
        let both = [("keyDown", held), ("keyDown", key), ("keyUp", key), ("keyUp", held)];
        self.act(both.to_vec()).await;
    }

    async fn act(&self, keys: Vec<(&str, char)>) {
        let keys = keys.into_iter().map(|(kind, key)| json!({ "type": kind, "value": key }));
        let keyboard =
            json!({ "type": "key", "id": "keyboard", "actions": keys.collect::<Vec<_>>() });
        self.post("/actions", &json!({ "actions": [keyboard] })).await.expect("press keys");
    }

    /// Presses something else than a button, by its role and its text.
    pub(crate) async fn choose(&self, role: &str, name: &str) {
        let path = format!("//*[@role='{role}' and normalize-space()='{name}']");
        self.wait_for(&format!("{}.length > 0", all(&path))).await;
        let element = self.element(&path).await;
        self.post(&format!("/element/{element}/click"), &json!({})).await.expect("press");
    }

    /// Turns a checkbox on or off.
    pub(crate) async fn turn(&self, label: &str) {
        let path = format!("//label[normalize-space()='{label}']/input");
        self.wait_for(&format!("{}.length > 0", all(&path))).await;
        let element = self.element(&path).await;
        self.post(&format!("/element/{element}/click"), &json!({})).await.expect("turn");
    }

    /// Takes one of several choices by its label.
    pub(crate) async fn pick(&self, label: &str) {
        let path = format!("//label[normalize-space()='{label}']");
        self.wait_for(&format!("{}.length > 0", all(&path))).await;
        let element = self.element(&path).await;
        self.post(&format!("/element/{element}/click"), &json!({})).await.expect("pick");
    }

    /// Puts the keyboard's focus into the field of this label.
    pub(crate) async fn focus_field(&self, label: &str) {
        let labelled = format!(
            "[...document.querySelectorAll('label')].find(it => it.textContent.startsWith({}))",
            json!(label)
        );
        self.evaluate(&format!("document.getElementById({labelled}.htmlFor).focus()")).await;
    }

    /// Waits until an expression is true of whatever page is there: another may be loaded meanwhile.
    pub(crate) async fn wait_through_load(&self, expression: &str) {
        let script = json!({ "script": format!("return Boolean({expression})"), "args": [] });
        until(async || self.post("/execute/sync", &script).await == Ok(Value::Bool(true))).await;
    }

    /// Waits until nothing moves any more, as a picture wants it.
    pub(crate) async fn settle(&self) {
        self.wait_through_load("document.getAnimations().length === 0").await;
    }

    /// Types into the field with the keyboard's focus.
    pub(crate) async fn type_text(&self, text: &str) {
        let focused = self.get("/element/active").await.expect("a focus");
        let element = focused[ELEMENT].as_str().expect("an element").to_owned();
        let typed = json!({ "text": text });
        self.post(&format!("/element/{element}/value"), &typed).await.expect("type");
    }

    /// Waits until an expression is true of the page, looking after each change of it.
    pub(crate) async fn wait_for(&self, expression: &str) {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const look = () => {{ let is = false; try {{ is = Boolean({expression}) }} catch {{}} return is }};
             if (look()) return done(true);
             const watch = new MutationObserver(() => {{ if (look()) {{ watch.disconnect(); done(true) }} }});
             watch.observe(document, {{ subtree: true, childList: true, characterData: true, attributes: true }});"
        );
        let outcome = self.post("/execute/async", &json!({ "script": script, "args": [] })).await;
        if let Err(error) = outcome {
            let shown = self.evaluate("document.body.innerText").await;
            panic!("never came true: {expression}: {error}\nthe page shows: {shown}");
        }
    }

    /// Waits until the page shows a text.
    pub(crate) async fn wait_for_text(&self, text: &str) {
        self.wait_for(&format!("document.body.innerText.includes({})", json!(text))).await;
    }

    /// What an expression is worth on the page.
    pub(crate) async fn evaluate(&self, expression: &str) -> Value {
        self.run(&format!("return {expression}")).await
    }

    /// What a script returns, promises included.
    pub(crate) async fn run(&self, script: &str) -> Value {
        let script = json!({ "script": script, "args": [] });
        self.post("/execute/sync", &script).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Lets the driver go, so that it can open another page. The app may be gone already.
    pub(crate) async fn leave(&self) {
        drop(call(self.port, "DELETE", &format!("/session/{}", self.session), &Value::Null).await);
    }

    /// Loads the page again.
    pub(crate) async fn reload(&self) {
        self.post("/refresh", &json!({})).await.expect("reload");
    }

    async fn element(&self, xpath: &str) -> String {
        let by = json!({ "using": "xpath", "value": xpath });
        let found = self.post("/element", &by).await.unwrap_or_else(|error| panic!("{error}"));
        found[ELEMENT].as_str().expect("an element").to_owned()
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        call(self.port, "POST", &format!("/session/{}{path}", self.session), body).await
    }

    async fn get(&self, path: &str) -> Result<Value, String> {
        call(self.port, "GET", &format!("/session/{}{path}", self.session), &Value::Null).await
    }
}

/// All elements of an XPath, as an expression of the page.
fn all(xpath: &str) -> String {
    let xpath = json!(xpath);
    format!("({{ length: document.evaluate({xpath}, document, null, 7, null).snapshotLength }})")
}

/// Whether somebody listens there yet.
pub(crate) async fn is_up(port: u16) -> bool {
    call(port, "GET", "/status", &Value::Null).await.is_ok()
}

async fn call(port: u16, method: &str, path: &str, body: &Value) -> Result<Value, String> {
    let exchange = async {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let mut connection = TcpStream::connect(("127.0.0.1", port)).await?;
        connection.write_all((head + &body).as_bytes()).await?;
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&answer).into_owned())
    };
    let answer = exchange.await.map_err(|error| error.to_string())?;
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let answer: Value = serde_json::from_str(body).map_err(|_| format!("no answer: {answer}"))?;
    match &answer["value"] {
        value if value["error"].is_string() => Err(value.to_string()),
        value => Ok(value.clone()),
    }
}
