// Where `mtaudit review` serves the page, decisions go to its file as well. The token stands in the fragment of
// the address, which no server log sees; the tab keeps it for a reload.
const server = { token: null, seen: 0, waiting: [], busy: false };
const TOKEN = "mtaudit:token";
const findServer = () => {
  if (location.protocol !== "http:") return;
  const given = /^#token=([\w-]+)$/.exec(location.hash);
  try {
    if (given) sessionStorage.setItem(TOKEN, given[1]);
    server.token = given?.[1] ?? sessionStorage.getItem(TOKEN);
  } catch { server.token = given?.[1] ?? null; }
  if (given) history.replaceState(null, "", location.pathname);
};
const call = async (method, body) => {
  const answer = await fetch(`decisions?since=${server.seen}`, { method, body, headers: { "X-Mtaudit-Token": server.token }, credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Error(await answer.text());
  const { next, records } = await answer.json();
  server.seen = next;
  return takeIn(records.filter(isRecord));
};
const sync = async () => {
  if (!server.token || server.busy || !index) return;
  server.busy = true;
  const batch = server.waiting.splice(0);
  try {
    const news = await call(batch.length ? "POST" : "GET", batch.length ? batch.map((r) => JSON.stringify(r)).join("\n") : undefined);
    document.body.classList.remove("unsaved");
    if (news) { keepAll(); redraw(true); }
  } catch {
    server.waiting.unshift(...batch);
    document.body.classList.add("unsaved");
    toast("The review server does not answer: decisions are kept in this browser.");
  }
  server.busy = false;
  if (server.waiting.length && !document.body.classList.contains("unsaved")) sync();
};
const send = (records) => {
  if (!server.token) return;
  server.waiting.push(...records);
  sync();
};
