// A report of any kind: opens, asks for nothing, is accessible in light, dark and on a phone, and is whole without scripts.
import { check, equal, inBrowser, isAccessible } from "./report.mjs";

const phone = { width: 390, height: 844 };
const texts = [];
for (const [when, options] of Object.entries({ light: {}, dark: { colorScheme: "dark" }, phone: { viewport: phone } })) {
  await inBrowser(options, async (page) => {
    equal((await page.title()).slice(0, 16), "Screening report", "title");
    await isAccessible(page, when);
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    check(wide <= room, `${when}: ${wide} wide in ${room}`);
    texts.push(await page.locator(".card h3").allTextContents());
  });
}
await inBrowser({ javaScriptEnabled: false }, async (page) => {
  equal((await page.title()).slice(0, 16), "Screening report", "title");
  check(!(await page.locator("#filters").isVisible()), "filters that do nothing are shown");
  texts.push(await page.locator(".card h3").allTextContents());
});
for (const text of texts) equal(text, texts[0], "alerts");
console.log("ok");
