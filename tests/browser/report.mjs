// What the checks of a report share: a browser that may load nothing, and axe-core.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const report = pathToFileURL(process.argv[2]).href;

export function check(is, what) {
  if (!is) throw new Error(what);
}

export function equal(is, wanted, what) {
  const [a, b] = [is, wanted].map((value) => JSON.stringify(value));
  check(a === b, `${what}: ${a}, wanted ${b}`);
}

/** Opens the report, looks at it, and fails where it asked for anything or complained of anything. */
export async function inBrowser(options, look) {
  const browser = await chromium.launch({ executablePath: process.env.MUSTER_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  try {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
    const page = await context.newPage();
    const [asked, said] = [[], []];
    await context.route("**/*", (route) => {
      if (route.request().url().split("#")[0] === report) return route.continue();
      asked.push(route.request().url());
      return route.abort();
    });
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    await page.goto(report);
    await look(page);
    equal(asked, [], "requests");
    equal(said, [], "messages");
    await context.close();
  } finally {
    await browser.close();
  }
}

/** What axe-core calls serious or critical. */
export async function isAccessible(page, when) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const bad = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  equal(bad.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html, any }) => [html.slice(0, 200), any[0]?.message])]), [], `axe-core, ${when}`);
}
