// The service as a slow network brings it: the HTML of its pages in small pieces, so that the browser shows a page
// before it is whole.
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Site } from "./site.mjs";

const bytes = 500;
const pause = 25; // in ms: longer than a frame

// Answers the slow service, and how to close it.
export async function trickle(service) {
  const { hostname } = new URL(service.base);
  const server = http.createServer(async (request, answer) => {
    const { accept } = request.headers;
    const { status, headers, body } = await service.download(request.url, { accept });
    answer.writeHead(status, { "content-type": headers["content-type"] });
    const isPage = headers["content-type"].startsWith("text/html");
    for (let at = 0; isPage && at < body.length; at += bytes) {
      answer.write(body.subarray(at, at + bytes));
      await sleep(pause);
    }
    answer.end(isPage ? undefined : body);
  });
  await new Promise((done, failed) => server.on("error", failed).listen(0, hostname.replaceAll(/[[\]]/g, ""), done));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { slow: new Site(`http://${hostname}:${server.address().port}`, service.browser), close };
}
