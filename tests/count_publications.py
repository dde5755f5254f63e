"""Counts what stands in the publications, with nothing but the standard library, to check the readers against.

usage: count_publications.py LISTS_FOLDER > counts.json
"""
import collections
import csv
import gzip
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ET


def tidy(text):
    return " ".join((text or "").split())


def rows(path):
    text = path.read_bytes().rstrip(b"\x1a\r\n ").decode("cp1252")
    return [["" if c.strip() in ("-0-", "-0") else c for c in row] for row in csv.reader(text.splitlines())]


def ofac(folder, entries, aliases, addresses, comments):
    prim, alt, add = rows(folder / entries), rows(folder / aliases), rows(folder / addresses)
    more = {r[0]: r[1] for r in rows(folder / comments)}
    ids = {r[0] for r in prim}
    count = collections.Counter()
    count["entries"] = len(prim)
    for word, kind in (("persons", "individual"), ("vessels", "vessel"), ("aircraft", "aircraft")):
        count[word] = sum(r[2] == kind for r in prim)
    count["comments_without_entry"] = sum(n not in ids for n in more)
    count["call_signs"] = sum(bool(r[5]) for r in prim)
    count["programs"] = sum(len(r[3].split("] [")) for r in prim)
    names = {r[0]: {tidy(r[1])} for r in prim}
    for r in alt:
        names[r[0]].add(tidy(r[3]))
    count["names_in_tables"] = sum(map(len, names.values()))
    for r in prim:
        text = r[11] + (more.get(r[0], "") if len(r[11]) == 1000 else "")
        find = lambda pattern: len({tidy(found) for found in re.findall(pattern, text)})
        count["weak_in_remarks"] += len(re.findall(r"[afn]\.k\.a\. '|', '", text))
        count["birth_dates"] += find(r"(?:^|; )(?:alt\. )?DOB ([^;.]*)")
        count["birth_places"] += find(r"(?:^|; )(?:alt\. )?POB ([^;]*?)\.?(?=;|$)")
        count["imo"] += find(r"(?:IMO|Maritime Organization No\.) \(?(\d{7})\b")
        count["mmsi"] += find(r"MMSI (\d{9})")
        count["genders"] += bool(re.search(r"Gender (?:Male|Female)", text))
        count["linked_to"] += find(r"Linked To: ([^;]*?)\.?(?=;|$)")
        count["passports"] += len(re.findall(r"(?:^|; )(?:alt\. )?(?:Diplomatic )?Passport (?!place)[A-Z0-9]", text))
    count["address_rows"] = sum(any(r[2:5]) for r in add)
    return count


def un(path):
    root = ET.parse(path).getroot()
    text = lambda e, tag: tidy(e.findtext(tag))
    count = collections.Counter()
    for e in root.iter():
        if e.tag not in ("INDIVIDUAL", "ENTITY"):
            continue
        count["entries"] += 1
        count["persons"] += e.tag == "INDIVIDUAL"
        count["references"] += bool(text(e, "REFERENCE_NUMBER"))
        count["nationalities"] += len({tidy(v.text) for n in e.iter("NATIONALITY") for v in n} - {"", "na"})
        count["positions"] += len({tidy(v.text) for t in ("TITLE", "DESIGNATION") for n in e.iter(t) for v in n} - {""})
        dated = {tuple((c.tag, tidy(c.text)) for c in d) for d in e.iter("INDIVIDUAL_DATE_OF_BIRTH")
                 if any(text(d, t) for t in ("DATE", "YEAR", "FROM_YEAR"))}
        count["birth_dates_with_a_year"] += len(dated)
        seen = {tidy(" ".join(text(e, t + "_NAME") for t in ("FIRST", "SECOND", "THIRD", "FOURTH")))}
        for a in e:
            if a.tag.endswith("_ALIAS"):
                name = text(a, "ALIAS_NAME")
                # only those that need no taking apart
                if name and not re.search(r'[;(),"“”]|[^\x00-\u02ff\u2010-\u201f]', name) and name not in seen:
                    seen.add(name)
                    count["plain_weak_aliases" if text(a, "QUALITY") == "Low" else "plain_strong_aliases"] += 1
        count["papers_with_number"] += sum(bool(re.search(r"\d\d", text(d, "NUMBER"))) for d in e.iter("INDIVIDUAL_DOCUMENT"))
    count["date"] = root.get("dateGenerated")[:10]
    days = [n for n in root.iter("LISTED_ON")] + [v for n in root.iter("LAST_DAY_UPDATED") for v in n]
    count["last_change"] = max(tidy(day.text)[:10] for day in days)
    return count


def ftm(path):
    count = collections.Counter()
    genders = ("male", "female", "m", "f", "homme", "femme")
    for line in gzip.open(path, "rt", encoding="utf-8"):
        p = json.loads(line)["properties"]
        count["entries"] += 1
        count["names"] += len({tidy(n) for n in p.get("name", []) + p.get("alias", [])} - {""})
        count["birth_dates"] += len(set(p.get("birthDate", [])))
        count["deaths"] += bool(p.get("deathDate"))
        count["genders"] += any(g.lower() in genders for g in p.get("gender", []))
        count["wikidata"] += len(set(p.get("wikidataId", [])))
        count["positions"] += len({tidy(x) for x in p.get("position", [])})
        count["countries"] += len(set(p.get("country", [])) - {"x-"})
    return count


if __name__ == "__main__":
    lists = pathlib.Path(sys.argv[1])
    json.dump({
        "ofac-sdn": ofac(lists / "ofac", "sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"),
        "ofac-cons": ofac(lists / "ofac", "cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv"),
        "un": un(lists / "un" / "consolidated.xml"),
        "ftm": ftm(lists / "pep" / "everypolitician-2015.ftm.json.gz"),
    }, sys.stdout, indent=1)
