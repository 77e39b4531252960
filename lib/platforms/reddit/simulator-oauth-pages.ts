import type { SimulatedAnswer } from "../simulators/types";
import type { MemberRow } from "./simulator-records";

const CARRIED_ON = ["client_id", "response_type", "state", "redirect_uri", "duration", "scope"];

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;background:#f6f7f8;color:#1a1a1b;display:grid;place-items:center;min-height:100vh;margin:0}
main{background:#fff;border:1px solid #d7dadc;border-radius:12px;padding:32px;max-width:420px;margin:16px}
h1{font-size:20px;margin:0 0 8px}p{margin:8px 0}ul{padding-left:20px}label{display:block;margin:16px 0 4px;font-weight:600}
select{font:inherit;width:100%;padding:8px}footer{display:flex;gap:8px;margin-top:24px}
button{font:inherit;padding:8px 20px;border-radius:999px;border:1px solid #0f6fc6;background:#fff;color:#0a5aa3;cursor:pointer}
button[value=allow]{background:#0a5aa3;color:#fff}small{color:#576f76}`;

/** The page on which a person lets an app in. The simulator also asks as whom, since nobody signs in here. */
export function consentPage({
  query,
  people,
  scopes,
}: {
  query: URLSearchParams;
  people: readonly MemberRow[];
  scopes: readonly string[];
}): string {
  const hidden = CARRIED_ON.map(
    (name) => `<input type="hidden" name="${name}" value="${asHtml(query.get(name) ?? "")}">`,
  ).join("");
  const options = people
    .map(({ id, username }) => `<option value="${asHtml(id)}">u/${asHtml(username)}</option>`)
    .join("");
  const app = asHtml(query.get("client_id") ?? "");
  return page(
    "Allow access",
    `<h1>${app} would like to connect with your Reddit account</h1>
<p>It asks for:</p><ul>${scopes.map((scope) => `<li>${asHtml(scope)}</li>`).join("")}</ul>
<form method="post" action="authorize">${hidden}<label for="member">Continue as</label><select id="member" name="member">${options}</select>
<footer><button name="decision" value="allow">Allow</button><button name="decision" value="decline">Decline</button></footer></form>
<p><small>Simulated Reddit. Nothing leaves this machine.</small></p>`,
  );
}

/** Shown where Reddit cannot trust the redirect address. */
export function errorPage(reason: string): SimulatedAnswer {
  return { status: 400, text: page("Bad request", `<h1>bad request (reddit)</h1><p>${asHtml(reason)}</p>`) };
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${asHtml(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}

function asHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
