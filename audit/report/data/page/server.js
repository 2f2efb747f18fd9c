// Where `mtaudit review` serves the page, decisions go to its file as well. Its cookie comes with each request.
const server = { on: document.body.dataset.review === "yes", seen: 0, known: new Set(), waiting: [], busy: false, again: false };
const nameOf = (record) => `${record.fingerprint} ${record.date}`;
const call = async (method, body) => {
  const answer = await fetch(`decisions?since=${server.seen}`, { method, body, headers: { "X-Mtaudit": "review" }, cache: "no-store" });
  if (!answer.ok) throw new Error(await answer.text());
  const { next, records } = await answer.json();
  server.seen = next;
  for (const record of records) server.known.add(nameOf(record));
  return takeIn(records.filter(isRecord));
};
const sync = async () => {
  if (!server.on || !index) return;
  if (server.busy) {
    server.again = true; // asked while a request is on its way: what came in since is fetched after it
    return;
  }
  server.busy = true;
  server.again = false;
  const batch = server.waiting.splice(0);
  try {
    const news = await call(batch.length ? "POST" : "GET", batch.length ? batch.map((r) => JSON.stringify(r)).join("\n") : undefined);
    document.body.classList.remove("unsaved");
    if (news) { keepAll(); redraw(true); }
  } catch (error) {
    server.waiting.unshift(...batch);
    document.body.classList.add("unsaved");
    toast(`Decisions are kept in this browser, not on the server: ${error.message}`);
  }
  server.busy = false;
  if ((server.waiting.length || server.again) && !document.body.classList.contains("unsaved")) sync();
};
const send = (records) => {
  if (!server.on) return;
  server.waiting.push(...records);
  sync();
};
// What this browser kept while no server took it.
const sendKept = () => send([...decisions.values()].filter((record) => !server.known.has(nameOf(record))));
