// A report of some hundreds of alerts: all that its script does, as a person does it.
import { check, equal, inBrowser, isAccessible, report } from "./report.mjs";

const numbers = (text) => (text.match(/[\d,]+/g) ?? []).map((number) => Number(number.replaceAll(",", "")));

await inBrowser({}, async (page) => {
  const shown = page.locator(".card.shown");
  const status = () => page.locator("#status").innerText();
  const of = (name) => shown.evaluateAll((cards, name) => cards.map((card) => card.getAttribute(name)), name);
  const settled = async (act) => {
    const before = await status();
    await act();
    await page.waitForFunction((before) => document.getElementById("status").textContent !== before, before);
  };
  const all = await page.locator(".card").count();
  check(all > 300, `${all} alerts`);
  equal(numbers(await status()), [1, 50, all], "the first page");
  equal(await shown.count(), 50, "cards");
  const first = await of("id");

  // pages
  await page.getByRole("button", { name: "Next" }).first().click();
  equal(numbers(await status()), [51, 100, all], "the second page");
  check(page.url().endsWith("#page=2"), page.url());
  check((await of("id"))[0] !== first[0], "another card");
  await page.reload();
  equal(numbers(await status()), [51, 100, all], "the second page, opened anew");
  await page.getByRole("button", { name: "Last" }).first().click();
  check(await page.getByRole("button", { name: "Next" }).first().isDisabled(), "there is no next page");
  await page.getByRole("button", { name: "First" }).last().click();
  equal(await of("id"), first, "the first page again");

  // sorting
  await page.getByLabel("Sort by", { exact: true }).selectOption("low");
  await page.waitForFunction(() => location.hash.includes("sort=low"));
  const scores = (await of("data-p")).map(Number);
  equal(scores, [...scores].sort((a, b) => a - b), "lowest first");
  await page.getByLabel("Sort by", { exact: true }).selectOption("name");
  await page.waitForFunction(() => location.hash.includes("sort=name"));
  const names = await of("data-n");
  const sorted = await page.evaluate((names) => names.sort(new Intl.Collator(undefined, { numeric: true }).compare), [...names]);
  equal(names, sorted, "by name");

  // filters, kept over a reload
  await settled(() => page.getByLabel("Score from", { exact: true }).fill("0.9"));
  check((await of("data-p")).every((score) => Number(score) >= 0.9), "scores");
  await settled(() => page.getByLabel("Country of the entry", { exact: true }).selectOption("Russia"));
  check((await of("data-c")).every((countries) => countries.split(";").includes("Russia")), "countries");
  const [before, ids] = [await status(), await of("id")];
  await page.reload();
  equal([await status(), await of("id")], [before, ids], "after a reload");
  await settled(() => page.getByRole("button", { name: "Show all" }).click());
  equal(numbers(await status()), [1, 50, all], "all again");
  equal(new URL(page.url()).hash, "", "nothing is chosen");
  await page.getByLabel("Kind of match", { exact: true }).selectOption("partial");
  await page.waitForFunction(() => location.hash.includes("k=partial"));
  check((await of("data-k")).every((kind) => kind === "partial"), "kinds");
  await settled(() => page.getByRole("button", { name: "Show all" }).click());

  // search: without accents, in any order, and what is not there
  await page.keyboard.press("/");
  await page.keyboard.type("DROVEZHIN yaropolk");
  await page.waitForFunction(() => location.hash.includes("q=DROVEZHIN+yaropolk"));
  const hits = numbers(await status())[2];
  check(hits > 0 && hits < all && (await of("data-q")).every((text) => /drovezhin/i.test(text)), "search");
  await page.keyboard.press("Escape");
  await settled(() => page.getByLabel("Search", { exact: true }).fill("nobody is called so"));
  check(await page.getByText("No alert fits.").isVisible(), "nothing fits");
  await isAccessible(page, "with nothing to show");
  await settled(() => page.locator("#clear").click());
  const key = await shown.first().locator(".key").innerText();
  await settled(() => page.getByLabel("Search", { exact: true }).fill(key));
  equal(await shown.count(), 1, "one has the key");
  await settled(() => page.getByLabel("Search", { exact: true }).fill(""));
  await page.keyboard.press("Escape");

  // the keyboard
  const focused = () => page.evaluate(() => document.activeElement.id);
  await page.keyboard.press("j");
  equal(await focused(), first[0], "j");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  equal(await focused(), first[1], "k");
  check(await shown.nth(1).evaluate((card) => getComputedStyle(card).outlineStyle !== "none"), "the focus is seen");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => {});
  await page.keyboard.press("c");
  await shown.nth(1).getByText("Copied").waitFor();
  equal(await page.evaluate(() => navigator.clipboard.readText()), await shown.nth(1).getAttribute("data-a"), "the key");
  await page.keyboard.press("n");
  equal(numbers(await status()), [51, 100, all], "n");
  check((await of("id")).includes(await focused()), "the first card of the page has the focus");
  await page.keyboard.press("k");
  equal(await focused(), first[49], "the last card of the page before");
  await page.keyboard.press("j");
  equal(numbers(await status()), [51, 100, all], "j at the end of a page");
  await page.keyboard.press("p");

  // as it is used, and with all on one page
  await isAccessible(page, "in use");
  await page.getByLabel("On a page", { exact: true }).selectOption("all");
  await page.waitForFunction((all) => document.querySelectorAll(".card.shown").length === all, all);

  // a link within the page keeps what was chosen
  await page.getByRole("link", { name: "Lists" }).click();
  await page.waitForFunction(() => location.hash === "#size=all");

  // print
  await page.emulateMedia({ media: "print" });
  check(!(await page.locator("#filters").isVisible()), "filters are not printed");
  equal(await page.locator(".card:visible").count(), all, "printed cards");
  equal(await shown.first().evaluate((card) => getComputedStyle(card).breakInside), "avoid", "a card stays whole");
  const pdf = await page.pdf({ preferCSSPageSize: true });
  check(pdf.length > 100_000 && pdf.subarray(0, 5).toString() === "%PDF-", "a PDF");
  check(page.url().startsWith(report), "the same page");
});
console.log("ok");
