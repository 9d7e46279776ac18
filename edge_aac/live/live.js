// What keeps the live page up to date. Texts come from the page and from its program, never from here.
"use strict";

const MOST_LINES = 200;
const main = document.querySelector("main");
const part = (name) => document.getElementById(name);

// A live region speaks when its text changes, so nothing is written that is there already.
function put(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function showSounds(sounds) {
  const list = part("sounds");
  const told = sounds.map((one) =>
    main.dataset.percent.replace("{name}", one.name).replace("{percent}", one.percent));
  const texts = told.length ? told : [main.dataset.nothing];
  texts.forEach((text, place) => {
    if (!list.children[place]) {
      list.append(document.createElement("li"));
    }
    put(list.children[place], text);
  });
  while (list.children.length > texts.length) {
    list.lastChild.remove();
  }
}

function showLines(lines) {
  const history = part("history");
  for (const one of lines) {
    const item = document.createElement("li");
    const time = document.createElement("time");
    time.textContent = one.time;
    item.append(time, " ", one.urgent ? main.dataset.urgent + " " + one.text : one.text);
    history.prepend(item);
  }
  while (history.children.length > MOST_LINES) {
    history.lastChild.remove();
  }
  const urgent = lines.filter((one) => one.urgent).map((one) => one.text);
  const other = lines.filter((one) => !one.urgent).map((one) => one.text);
  if (urgent.length) {
    put(part("alert"), main.dataset.urgent + " " + urgent.join(" "));
    part("alert").dataset.since = String(Date.now());
  }
  if (other.length) {
    put(part("newest"), other.join(" "));
  }
}

// The words of a danger stand for a minute; the history keeps them.
const ALERT_MILLISECONDS = 60000;

function show(view) {
  put(part("state"), view.state);
  put(part("loudness"), view.loudness);
  const meter = part("meter");
  meter.value = view.decibels === null ? meter.min : view.decibels;
  meter.setAttribute("aria-valuetext", view.loudness);
  showSounds(view.sounds);
  showLines(view.lines);
  const since = Number(part("alert").dataset.since || 0);
  if (since && Date.now() - since > ALERT_MILLISECONDS) {
    put(part("alert"), "");
    part("alert").dataset.since = "";
  }
}

let lost = false;
const source = new EventSource(main.dataset.events);
source.addEventListener("message", (event) => {
  if (lost) {
    lost = false;
    put(part("alert"), "");
  }
  show(JSON.parse(event.data));
});
source.addEventListener("error", () => {
  lost = true;
  put(part("alert"), main.dataset.lost);
});

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST", headers: { Accept: "application/json" },
      });
      put(part("answer"), answer.ok ? (await answer.json()).text : main.dataset.failed);
    } catch {
      put(part("answer"), main.dataset.failed);
    }
  });
}
