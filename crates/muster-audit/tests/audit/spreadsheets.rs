//! CSV as a spreadsheet reads it.

use crate::world::log;
use muster_audit::export::csv;

fn written(target: &str) -> String {
    let mut sealed = log(1).remove(0);
    sealed.event.target = target.to_owned();
    sealed.event.detail = String::new();
    let mut file = Vec::new();
    csv::begin(&mut file).unwrap();
    csv::add(&mut file, &sealed).unwrap();
    String::from_utf8(file).unwrap()
}

#[test]
fn every_cell_is_quoted_and_every_line_ends_as_the_standard_says() {
    let file = written("a \"b\", c\nd");
    let (columns, row) = file.split_once("\r\n").unwrap();
    assert!(columns.starts_with(r#""sequence","id","organisation","at","actor""#), "{columns}");
    assert!(row.starts_with(r#""1","aud_"#) && row.ends_with("\"\r\n"), "{row}");
    assert!(row.contains(",\"a \"\"b\"\", c\nd\","), "{row}");
    assert_eq!(columns.matches("\",\"").count(), 11);
}

#[test]
fn nothing_in_it_is_a_formula() {
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
        let file = written(formula);
        assert!(file.contains(&format!(",\"'{formula}\",")), "{formula:?}: {file}");
    }
    assert!(written("job_1 = 2").contains(",\"job_1 = 2\","), "what is none stays as it is");
}
