// The editors' desk, as clerks use it. Whatever it makes are drafts, but for a moment one event; and it is deleted at
// the end.
import { Clerk } from "../shared/clerk.mjs";
import faults from "./desk-faults.mjs";
import foreign from "./desk-foreign.mjs";
import journey from "./desk-keyboard.mjs";
import looks from "./desk-looks.mjs";
import scriptless from "./desk-scriptless.mjs";
import windows from "./desk-windows.mjs";

const parts = { looks, journey, faults, scriptless, windows, foreign };

export default async function desk(site, group) {
  const token = process.env.CHECK_TOKEN;
  if (!token) return group.skipped("the editors' desk", "CHECK_TOKEN has no token of an editor");
  const clerk = new Clerk(site, token);
  checkCookie(site, group, await clerk.begin());
  try {
    // A part that cannot be finished does not keep the others back.
    for (const [name, check] of Object.entries(parts)) {
      await check(clerk, group).catch((error) => group.fault(`${name} could not be finished`, error.message));
    }
  } finally {
    const { count, left } = await clerk.clearUp();
    group.rule("nothing is left behind", `${count} records deleted`, left);
  }
}

// The session is out of reach for scripts and for other sites, and ends with the browser.
function checkCookie(site, group, cookies) {
  const isSecure = site.base.startsWith("https:");
  const faults = cookies.flatMap(({ name, httpOnly, sameSite, secure, expires }) => [
    ...(httpOnly ? [] : [`${name}: a script can read it`]),
    ...(sameSite === "Strict" ? [] : [`${name}: SameSite is ${sameSite}`]),
    ...(secure === isSecure ? [] : [`${name}: Secure is ${secure}`]),
    ...(expires === -1 ? [] : [`${name}: it outlives the browser`]),
  ]);
  if (cookies.length === 0) faults.push("there is no cookie");
  group.rule("the session's cookie is HttpOnly and SameSite=Strict", cookies.map(({ name }) => name).join(), faults);
}
