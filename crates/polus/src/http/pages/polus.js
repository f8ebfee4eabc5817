// Keeps the page current: fetches the inner part once a second while the page is visible.
"use strict";
const main = document.getElementById("main");
const live = document.getElementById("live");
let shown = "";

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/dashboard/main", { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const html = await answer.text();
    if (shown !== html) {
      main.innerHTML = html;
      shown = html;
    }
    live.textContent = "live";
    live.classList.remove("lost");
  } catch (error) {
    live.textContent = "connection lost, trying again";
    live.classList.add("lost");
  }
}

setInterval(refresh, 1000);
