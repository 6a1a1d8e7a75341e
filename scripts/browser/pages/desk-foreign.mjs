// What another site can do with the desk of somebody who has signed in: nothing.
import { openPortal } from "../shared/portal.mjs";

// The browser is to know no name but the service's. This one's only page is made up where it would be asked for.
const elsewhere = "http://elsewhere.example/";

export default async function foreign(clerk, group) {
  const { site } = clerk;
  const form = `<form method="post" action="${site.at("/desk/new/events")}" id="form">
    <input type="hidden" name="desk.do" value="save">
    <input type="hidden" name="title.pl" value="${clerk.titled("Obcy formularz")}">
    <button>Wyślij</button></form>`;
  const page = (body) => ({ lang: "pl", scripts: [], body });
  const frame = `<iframe src="${site.at("/desk/events")}" title="Biurko"></iframe>`;
  const pages = { "/form": page(form), "/frame": page(frame) };
  const { portal, close } = await openPortal(site, pages, [`frame-src ${site.origin}`]);
  try {
    await checkFrame(clerk, group, portal);
    await checkForm(clerk, group, portal.at("/form"), "another port of the same host");
    await checkForm(clerk, group, elsewhere, "another site", `<!DOCTYPE html><title>Elsewhere</title>${form}`);
  } finally {
    close();
  }
}

// The service answers, and the browser does not show it.
async function checkFrame(clerk, group, portal) {
  await clerk.open({}, async (page) => {
    const statuses = [];
    page.on("response", (answer) => {
      if (answer.url().startsWith(clerk.site.at("/desk"))) statuses.push(answer.status());
    });
    const { messages } = await portal.visit(page, "/frame", () => page.waitForTimeout(500));
    const [, frame] = page.frames();
    const faults = statuses[0] === 200 ? [] : [`the answer is ${statuses}, so that nothing was tried`];
    if (!frame.url().startsWith("chrome-error:")) faults.push(`the frame shows ${frame.url()}`);
    if (!messages.some((text) => /frame/i.test(text))) faults.push("the browser does not say that it refuses it");
    group.rule("a frame of another origin does not show the desk", portal.origin, faults);
  });
}

async function checkForm(clerk, group, address, who, made) {
  await clerk.open({}, async (page) => {
    if (made) await page.route(elsewhere, (route) => route.fulfill({ contentType: "text/html", body: made }));
    await page.goto(address);
    const sent = page.waitForResponse((answer) => answer.request().method() === "POST");
    await page.click("#form button");
    const answer = await sent;
    const faults = answer.status() === 403 ? [] : [`it is answered with ${answer.status()}`];
    const { cookie } = await answer.request().allHeaders();
    // To the browser, the ports of a host are one site.
    if (made && cookie) faults.push("the cookie goes with it");
    group.rule("a form of another origin is refused", who, faults);
  });
}
