// Pictures of the home page, as it is first seen, for people to look at.
import { join } from "node:path";

const views = { "home.png": { width: 1280, height: 900 }, "home-phone.png": { width: 390, height: 844 } };

export default (directory) =>
  async function pictures(site, group) {
    for (const [name, viewport] of Object.entries(views)) {
      await site.fresh({ viewport }, async (page) => {
        await site.visit(page, "/pl/");
        await page.screenshot({ path: join(directory, name) });
      });
    }
    group.rule("saved", Object.keys(views).join(", "), []);
  };
