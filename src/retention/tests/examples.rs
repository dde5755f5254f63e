use super::*;

const POLICY: &str = "[class.file]\nanchor = \"relationship_end\"\nretain_for = \"5y\"\ndelete_after = \"5y\"\n\
                      [class.face]\nanchor = \"completed\"\ndelete_after = \"1y\"\n[component]\nselfie = \"face\"\n";

#[test]
fn examples_pass_or_say_in_what_they_differ() {
    let text = r#"
[[case]]
name = "kept to the last day"
now = 2031-03-15
created = 2020-01-10
relationship_end = "2026-03-15"
expect = "keep"
expect_retain_until = 2031-03-15

[[case]]
name = "and marked on the day after"
now = 2031-03-16T00:00:00+01:00
created = 2020-01-10
relationship_end = 2026-03-15
expect = "mark"

[[case]]
name = "a customer stays"
now = 2090-01-01
created = 2020-01-10
relationship = "active"
expect = "keep"
expect_retain_until = "open"

[[case]]
name = "a hold keeps the face"
component = "selfie"
now = 2090-01-01
created = 2020-01-10
completed = 2020-01-10
hold = true
expect = "blocked"

[[case]]
name = "this one is wrong"
now = 2031-03-16
created = 2020-01-10
relationship_end = 2026-03-15
expect = "erase"
expect_delete_after = 2031-03-14
"#;
    let cases = Cases::parse("cases.toml", text).unwrap();
    let results = cases.run(&policy(POLICY));
    let passed: Vec<_> = results.iter().map(CaseResult::passed).collect();
    assert_eq!(passed, [true, true, true, true, false], "{results:#?}");
    assert_eq!(
        results[4].differences,
        ["verdict: expected `erase`, found `mark`", "delete_after: expected `2031-03-14`, found `2031-03-15`"]
    );
    assert_eq!(results[4].position.to_string(), "cases.toml:34");
}

#[test]
fn all_that_is_wrong_with_examples_is_said_with_its_line() {
    let text =
        "[[case]]\nname = \"x\"\nnow = 5\ncreated = \"soon\"\nexpect = \"kept\"\nrelationship = \"ended\"\nholds = 1\n";
    let problems = Cases::parse("cases.toml", text).unwrap_err();
    let lines: Vec<_> = problems.iter().map(|problem| problem.position.line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7], "{problems:#?}");
    assert!(problems[4].message.ends_with("did you mean `hold`?"), "{}", problems[4]);
    assert!(Cases::parse("cases.toml", "").is_err());
}
