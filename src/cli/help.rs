//! Examples behind `--help`.

/// The whole help of `muster`: all commands on one screen, those that belong together side by side.
pub(super) const MUSTER: &str = "\
{about}

{usage-heading} {usage}

Screening
  lists      publications into one index  screen    customers: the main job
  lookup     one person, at once          compare   two names, or a file of them
  explain    why, or why not, an alert    diff      what changed since a run
  decisions  what analysts handed back    evaluate  recall and false alerts
Dossiers of verified people
  store      the encrypted store          dossier   import, show, copy, erase
  process    single verifications         image     of documents and faces
  providers, document-types               export    evidence archives
Retention
  policy     how long what must stay      purge     erase what must go, provably
  hold       legal holds                  request   what people ask
  audit      who did what; certificates
Running
  nightly    all of it, in one command    config    write it, check it, show it
  completions, man                        for the shell

`muster <COMMAND> --help` says more; `muster --version` says which this is.
First: muster screen customers.csv --lists PUBLICATIONS --out results
";

pub(super) const SCREEN: &str = "\
Examples:
  muster screen customers.csv --lists lists.midx --out results
  zcat dump.csv.gz | muster screen - --lists lists.midx --out results --list-type Sanctions --map name=Kunde \\
      --date-format dd.mm.yyyy --max-rejects 0.1%";

pub(super) const LOOKUP: &str = "\
Examples:
  muster lookup --name \"Anna Berg\" --lists lists.midx
  muster lookup --name \"BERG, Anna\" --dob 1965-07-13 --country NO --list-type PEP --soundex --lists lists.midx --json";

pub(super) const EXPLAIN: &str = "\
Examples:
  muster explain --name \"Anna Berg\" --dob 1965-07-13 --lists lists.midx --entity 6907993
  muster explain --record customers.csv:1203 --lists lists.midx --entity QDi.001 --json

Give the options of the run that is asked about (`--mode`, `--min-score`, `--config`, …): they decide too.";

pub(super) const COMPARE: &str = "\
Examples:
  muster compare \"Mohammed Zubarqi\" \"Muhammad al-Zubarqi\"
  muster compare \"Romashka OOO\" \"Romashka LLC\" --schema Company --json
  muster compare pairs.csv -o scores.csv        (columns schema, name1, name2, and any others)

The first name is the searched one, the second the listed one. No list is needed: a score never depends on one.";

pub(super) const EVALUATE: &str = "\
Examples:
  muster evaluate --lists lists.midx --hold-out aliases --negatives customers.csv --out evaluation --html evaluation.html
  muster evaluate --lists ofac-sdn=lists/ofac un=lists/un.xml --control --mutate
  muster evaluate --lists lists.midx --positives listed.csv --negatives customers.csv --against evaluation/evaluation.json
  muster evaluate --pairs pairs.csv --min-score 0.85 --json

What each figure means: docs/evaluation.md.";

pub(super) const LISTS_BUILD: &str = "\
Examples:
  muster lists build ofac-sdn=lists/ofac un=lists/un.xml ftm=lists/peps.json.gz,name=PEPs -o lists.midx
  muster lists build csv=staff.csv,name=Staff,type=Internal,date=2026-11-01 -o staff.midx --max-shrink 50
  muster lists build lists -o lists.midx                (a folder, as `muster lists fetch` keeps it)";

pub(super) const LISTS_FETCH: &str = "\
Examples:
  muster lists fetch --config muster.toml
  muster lists fetch --config muster.toml --source un --source eu --json
  muster lists build lists -o lists.midx

Exit code 6 where a list could not be refreshed and the last good one is still there, 1 where there is none. What stands in
`[fetch]` and `[source.NAME]`, and the addresses of the authorities: docs/operations.md.";

pub(super) const LISTS_INFO: &str = "\
Examples:
  muster lists info lists.midx
  muster lists info lists.midx --verify --json";

pub(super) const LISTS_KINDS: &str = "\
Examples:
  muster lists kinds
  muster lists kinds --json";

pub(super) const DECISIONS_CHECK: &str = "\
Examples:
  muster decisions check back.csv
  muster decisions check back.csv --config muster.toml
  muster decisions check back/*.csv --json";

pub(super) const DECISIONS_MERGE: &str = "\
Examples:
  muster decisions merge decisions.csv back.csv -o decisions.csv
  muster screen customers.csv --lists lists.midx --decisions decisions.csv --out next

What is there twice is written once. Of several decisions on one alert all are kept: the latest
counts. Rows that cannot be read stand at the end as they were, with exit code 3.";

pub(super) const DECISIONS_STATS: &str = "\
Examples:
  muster decisions stats decisions.csv
  muster decisions stats --runs results/2026-11-2* --json";

pub(super) const DIFF: &str = "\
Examples:
  muster diff monday tuesday
  muster diff monday tuesday -o changes.csv

Causes: list, customer, decision, time (a clearance expired), configuration, engine version;
several where the runs do not say which.";

pub(super) const LISTS_DIFF: &str = "\
Examples:
  muster lists diff yesterday.midx today.midx
  muster lists diff yesterday.midx today.midx --json";

pub(super) const EXPORT_VERIFY: &str = "\
Examples:
  muster export verify evidence/*.zip
  muster export verify sealed.zip --passphrase-file passphrase --public-key bank.pub --json

Nothing is unpacked, and no store is needed. What the verdicts mean: docs/evidence.md.";

pub(super) const STORE_INIT: &str = "\
Examples:
  muster store init --store dossiers --key-file muster.key
  muster store init --store dossiers --key-file muster.key --passphrase-file passphrase

The key is in that file alone: keep a copy where the backups of the store are not. Without it nothing opens.";

pub(super) const STORE_BACKUP: &str = "\
Examples:
  muster store backup --store dossiers --key-file muster.key --to /backup/dossiers
  muster store backup --store dossiers --key-file muster.key --to /backup/keys --keys

What was erased is unreadable in all backups of the data at once, and gone for good when the last copy of the
keys from before it is: after 14 days, or as --key-backup-days says.";

pub(super) const DOSSIER_IMPORT: &str = "\
Examples:
  muster dossier import events.ndjson --store dossiers --key-file muster.key
  zcat events.ndjson.gz | muster dossier import - --store dossiers --rejects rejects.ndjson

Exit code 3 where lines were set aside. What an event looks like: docs/dossiers.md.";

pub(super) const EXPORT: &str = "\
Examples:
  muster export --store dossiers --key-file muster.key --out evidence
  muster export --store dossiers --key-file muster.key --out evidence --since 2026-11-01 --sign signing.key
  muster export verify evidence/*.zip

One zip a process, which any BagIt tool can check: docs/evidence.md.";

pub(super) const HOLD_PLACE: &str = "\
Examples:
  muster hold place --matter 2026-117 --review-by 2027-06-01 --ids ids.txt --store dossiers
  muster hold place --matter 2026-117 --review-by 2027-06-01 --external-reference C-025 --store dossiers";

pub(super) const PURGE_PLAN: &str = "\
Examples:
  muster purge plan --policy policy.toml --store dossiers -o plan.json
  muster purge plan --policy policy.toml --store dossiers --as-of 2027-01-01
  muster purge apply plan.json --policy policy.toml --store dossiers --anchor-dir /elsewhere/anchors

Exit code 5 where a safety rule says no: read the plan, then approve it by its hash. What is decided and
why: docs/retention.md. What erasing promises: docs/erasure.md.";

pub(super) const NIGHTLY: &str = "\
Examples:
  muster nightly --config muster.toml
  muster nightly --config muster.toml --metrics /var/lib/node_exporter/muster.prom

What stands in `[nightly]`, and how a timer calls it: docs/operations.md.";

pub(super) const POLICY_INIT: &str = "\
Examples:
  muster policy init -o policy.toml
  muster policy init | less

Its periods are examples, and no legal advice. What each key means: docs/retention.md.";

pub(super) const POLICY_CHECK: &str = "\
Examples:
  muster policy check policy.toml
  muster policy check policy.toml --json

Exit code 2 where anything is wrong: all of it is said at once, with file and line. Warnings change no exit code.";

pub(super) const POLICY_TEST: &str = "\
Examples:
  muster policy test policy.toml cases.toml
  muster policy test policy.toml cases.toml --json

How a case is written: docs/retention.md.";

pub(super) const COMPLETIONS: &str = "\
Examples:
  muster completions bash > ~/.local/share/bash-completion/completions/muster
  muster completions zsh > \"${fpath[1]}/_muster\"
  muster completions fish > ~/.config/fish/completions/muster.fish";
