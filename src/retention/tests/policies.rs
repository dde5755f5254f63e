use super::*;

/// What is wrong with a policy of this and nothing else, line by line.
fn problems(classes: &str) -> Vec<String> {
    let found = Policy::parse("policy.toml", &format!("{HEAD}{classes}")).unwrap_err();
    found.iter().map(Problem::to_string).collect()
}

const FILE: &str = "[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\n";

/// One class more, and two rules.
fn with_rules(class: &str, first: &str, second: &str) -> String {
    format!(
        "{FILE}[class.other]\nanchor = \"created\"\n{class}\n[[rule]]\nid = \"one\"\n{first}\n[[rule]]\nid = \"two\"\n{second}\n"
    )
}

#[test]
fn what_is_wrong_is_said_with_its_line_and_what_to_do() {
    for (text, message) in [
        (
            "[class.file]\nanchor = \"created\"\n",
            "policy.toml:5: the class has no `delete_after`: everything is deleted",
        ),
        (
            "[class.file]\nanchor = \"creation\"\ndelete_after = \"5y\"\n",
            "policy.toml:6: unknown `anchor` `creation`: did you mean `created`?",
        ),
        (
            "[class.file]\nanchor = \"created\"\ndelete_after = \"5m\"\n",
            "policy.toml:7: `delete_after` `5m` is no period: write one such as",
        ),
        (
            "[class.file]\nanchor = \"created\"\ndelete_after = 5\n",
            "policy.toml:7: `delete_after` is a number, expected a text in quotation marks",
        ),
        (
            "[class.file]\nanchor = \"created\"\nretain_for = \"5y\"\ndelete_after = \"4y\"\n",
            "policy.toml:5: class `file` must be deleted after 4 years and kept for 5 years: make `delete_after` at least",
        ),
        (
            "[class.file]\nanchor = \"created\"\nretain_for = \"1y\"\ndelete_after = \"365d\"\n",
            "policy.toml:5: class `file` must be deleted after 365 days and kept for 1 year",
        ),
        (
            "[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\non_missing_anchor = \"keep\"\n",
            "policy.toml:8: `on_missing_anchor = \"keep\"` needs `review_after`",
        ),
        (
            "[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\nreview_after = \"1y\"\n",
            "policy.toml:5: `review_after` counts only with `on_missing_anchor = \"keep\"`",
        ),
        (
            "[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\non_missing_anchor = \"fallback:birth\"\n",
            "policy.toml:8: unknown `on_missing_anchor` `fallback:birth`: expected `fallback:created`",
        ),
        (
            "[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\nexecute_within = \"3d\"\n",
            "policy.toml:5: class `file` is overdue after 3 days, and what is due is marked for 7 days first",
        ),
        (
            "[safty]\n[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\n",
            "policy.toml:5: the policy has no key `safty`: did you mean `safety`?",
        ),
        (
            "safety = 3\n[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\n",
            "policy.toml:5: `[safety]` is a number, expected a table",
        ),
        (
            "[safety]\nmax_fraction = 5\n[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\n",
            "policy.toml:6: `max_fraction` must be a share from 0 to 1",
        ),
        (
            "[safety]\nmax_deletions = 0\n[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\n",
            "policy.toml:6: `max_deletions` must be a whole number from 1",
        ),
        (
            "[component]\nselfy = \"file\"\n[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\n",
            "policy.toml:6: `[component]` has no key `selfy`: did you mean `selfie`?",
        ),
        (
            "[component]\nselfie = \"fil\"\n[class.file]\nanchor = \"created\"\ndelete_after = \"5y\"\n",
            "policy.toml:6: `selfie` names the unknown class `fil`: did you mean `file`?",
        ),
        (
            "outputs = { runs = \"file\" }\n[class.file]\nanchor = \"relationship_end\"\ndelete_after = \"5y\"\n",
            "policy.toml:5: outputs have no `relationship_end`: give them a class whose anchor is `created` or `last_activity`",
        ),
        ("[class.file\nanchor = \"created\"\n", "policy.toml:5: "),
    ] {
        let found = problems(text);
        assert!(found.iter().any(|line| line.starts_with(message)), "{message}\n{found:#?}");
    }
}

#[test]
fn what_is_wrong_with_rules_is_said_with_its_line_and_what_to_do() {
    let norway = |class: &str| format!("when = {{ jurisdiction = [\"NO\"] }}\nclass = \"{class}\"");
    let (same, other) = (norway("file"), norway("other"));
    for (class, first, second, message) in [
        (
            "delete_after = \"5y\"",
            "when = {}\nclass = \"file\"",
            "when = {}\nclass = \"fiel\"",
            "policy.toml:18: `class` names the unknown class `fiel`: did you mean `file`?",
        ),
        (
            "delete_after = \"5y\"",
            "when = {}\nclass = \"file\"",
            "when = { statis = [\"accepted\"] }\nclass = \"file\"",
            "policy.toml:17: `when` has no key `statis`: did you mean `status`?",
        ),
        (
            "delete_after = \"5y\"",
            "when = {}\nclass = \"file\"",
            "when = { status = [\"acepted\"] }\nclass = \"file\"",
            "policy.toml:17: unknown `status` `acepted`: did you mean `accepted`?",
        ),
        (
            "delete_after = \"5y\"",
            "when = {}\nclass = \"file\"",
            "when = { status = [] }\nclass = \"file\"",
            "policy.toml:17: `status` is an empty list, so the rule can never match",
        ),
        (
            "delete_after = \"5y\"",
            "when = {}\nclass = \"file\"",
            "when = { jurisdiction = [\"Atlantis\"] }\nclass = \"file\"",
            "policy.toml:17: unknown country `Atlantis`",
        ),
        (
            "delete_after = \"5y\"",
            "when = {}\nclass = \"file\"",
            "class = \"file\"",
            "policy.toml:15: the rule has no `when`",
        ),
        // the same class, and nothing that the other does not match
        (
            "delete_after = \"5y\"",
            "when = {}\nclass = \"file\"",
            &same,
            "policy.toml:15: rule `two` changes nothing: rule `one` gives the same class",
        ),
        (
            "delete_after = \"5y\"",
            &same,
            "when = {}\nclass = \"file\"",
            "policy.toml:11: rule `one` changes nothing: rule `two` gives the same class",
        ),
        (
            "delete_after = \"5y\"",
            "when = {}\nclass = \"file\"",
            "when = {}\nclass = \"file\"",
            "policy.toml:15: rule `two` changes nothing",
        ),
        // another class, which changes nothing next to this one
        (
            "delete_after = \"6y\"",
            "when = {}\nclass = \"file\"",
            &other,
            "policy.toml:15: rule `two` changes nothing: for every dossier that it matches rule `one` keeps at least as long",
        ),
        // a contradiction that shows without any dossier
        (
            "retain_for = \"10y\"\ndelete_after = \"10y\"",
            "when = {}\nclass = \"file\"",
            &other,
            "policy.toml:16: rule `two` keeps for 10 years what rule `one` deletes after 5 years",
        ),
    ] {
        let found = problems(&with_rules(class, first, second));
        assert!(found.iter().any(|line| line.starts_with(message)), "{message}\n{found:#?}");
    }
    let twice = with_rules("delete_after = \"5y\"", "when = {}\nclass = \"file\"", "").replace("\"two\"", "\"one\"");
    assert!(
        problems(&twice).iter().any(|line| line.starts_with("policy.toml:16: another rule has the id `one` already"))
    );
}

#[test]
fn rules_that_make_a_difference_pass() {
    let apart = "when = { jurisdiction = [\"NO\"] }\nclass = \"file\"";
    let other = "when = { jurisdiction = [\"US\"] }\nclass = \"other\"";
    policy(&with_rules("retain_for = \"10y\"\ndelete_after = \"10y\"", apart, other));
    // shorter for some, longer kept for some
    let all = "when = {}\nclass = \"file\"";
    policy(&with_rules("delete_after = \"4y\"", all, other));
    policy(&with_rules("retain_for = \"2y\"\ndelete_after = \"6y\"", all, other));
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let text = "version = 2\npolicy_id = \"\"\ntimezone = \"Europe/Olso\"\ndefault_class = \"fiel\"\nx = 1\n[class.file]\nanchor = 1\n";
    let found = Policy::parse("policy.toml", text).unwrap_err();
    let lines: Vec<_> = found.iter().map(Problem::to_string).collect();
    assert_eq!(lines.len(), 7, "{lines:#?}");
    assert!(
        lines[2].starts_with("policy.toml:3: unknown time zone `Europe/Olso`: did you mean `Europe/Oslo`?"),
        "{}",
        lines[2]
    );
    let all = Error::from(found).to_string();
    assert_eq!(all.lines().count(), 7);
}

#[test]
fn the_starter_is_a_policy_whose_classes_name_their_source_and_which_is_no_legal_advice() {
    let starter = parsed(Policy::starter());
    assert!(Policy::starter().contains("NO LEGAL ADVICE"));
    assert!(starter.classes.len() >= 5);
    assert!(starter.classes.values().all(|class| class.source.is_some() && class.as_of.is_some()));
    assert_eq!(starter.outputs.len(), 1);
}

#[test]
fn form_comments_order_and_sources_do_not_change_the_hash() {
    let one = parsed(&format!(
        "{HEAD}{FIVE}[class.b]\nanchor = \"created\"\ndelete_after = \"1y\"\nsource = \"x\"\n\
         [[rule]]\nid = \"r\"\nwhen = {{ status = [\"accepted\", \"failed\"] }}\nclass = \"b\"\n\
         [[rule]]\nid = \"s\"\nwhen = {{ jurisdiction = [\"NO\", \"SE\"] }}\nclass = \"b\"\n",
        FIVE = "[class.file]\nanchor = \"created\"\nretain_for = \"5y\"\ndelete_after = \"5y\"\n"
    ));
    let other = parsed(
        "# the same\ndefault_class='file'\ntimezone=\"Europe/Oslo\"\npolicy_id = \"test\"\nversion = 0x1\n\
         rule = [{ class = \"b\", id = \"s\", when = { jurisdiction = [\"Sweden\", \"NOR\", \"NO\"] } },\n\
         { id = \"r\", when.status = [\"failed\", \"accepted\"], class = \"b\" }]\n\
         class.b = { delete_after = \"12 months\", anchor = \"created\", on_missing_anchor = \"fallback:created\" }\n\
         [class.file]\ndelete_after = \"60mo\"\nretain_for = \"5 years\"\nanchor = \"created\"\nas_of = \"2026-11-23\"\n\
         [safety]\nmax_fraction = 0.050\ngrace_days = 7\n",
    );
    assert_eq!(one.hash(), other.hash());
}

#[test]
fn what_changes_a_decision_changes_the_hash() {
    let starter = parsed(Policy::starter()).hash();
    for (from, to) in [
        ("grace_days = 7", "grace_days = 8"),
        ("max_fraction = 0.05", "max_fraction = 0.06"),
        ("Europe/Oslo", "Europe/Berlin"),
        ("\"13mo\"", "\"14mo\""),
        ("selfie = \"biometric\"", "back = \"biometric\""),
        ("\"NO\", ", ""),
        ("policy_id = \"starter\"", "policy_id = \"ours\""),
        ("fallback:created", "error"),
    ] {
        let text = Policy::starter().replace(from, to);
        assert_ne!(text, Policy::starter(), "{from}");
        assert_ne!(parsed(&text).hash(), starter, "{from}");
    }
}

#[test]
fn the_examples_of_the_manual_are_what_it_says() {
    let manual = include_str!("../../../docs/retention.md");
    let mut examples = manual.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let policy = parsed(examples.next().unwrap());
    let cases = Cases::parse("docs/retention.md", examples.next().unwrap()).unwrap();
    assert!(cases.run(&policy).iter().all(CaseResult::passed));
    // and the other way round: what can stand in a policy stands in the manual
    for word in
        Anchor::ALL.iter().map(|anchor| anchor.as_str()).chain(Outcome::ALL.iter().map(|outcome| outcome.as_str()))
    {
        assert!(manual.contains(&format!("`{word}`")), "{word}");
    }
}
