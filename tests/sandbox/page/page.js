"use strict";

// Only lists are redrawn, and only when they changed: what a person is typing stays where it is.

const POLL_MS = 1500;
const seen = new Map();
const sections = new Map();
let people = [];
let chosen = decodeURIComponent(location.hash.slice(1));
let changes = -1;

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) {
    node.className = className;
  }
  if (text !== undefined) {
    node.textContent = text;
  }
  return node;
}

function when(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return date.toLocaleString([], {
    month: today ? undefined : "short",
    day: today ? undefined : "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
  });
}

function isMine(message) {
  return message.from_borrower;
}

function drawPeople() {
  const nav = document.getElementById("people");
  nav.replaceChildren(
    ...people.map((person) => {
      const last = person.messages[0];
      const button = element("button");
      button.append(
        element("span", "name", person.name || person.key),
        element("span", "last", `${when(last.at)} · ${last.subject || last.body}`)
      );
      if (person.key === chosen) {
        button.setAttribute("aria-current", "true");
      }
      button.classList.toggle("fresh", seen.get(person.key) !== last.id && person.key !== chosen);
      button.addEventListener("click", () => choose(person.key));
      return button;
    })
  );
  document.getElementById("nobody").hidden = people.length > 0;
}

function choose(key) {
  chosen = key;
  history.replaceState(null, "", `#${encodeURIComponent(key)}`);
  draw();
}

function drawMail(message) {
  const mail = element("div", isMine(message) ? "mail own" : "mail");
  const about = element("div", "about");
  about.append(
    element("span", "", isMine(message) ? `to ${message.to}` : `from ${message.from}`),
    element("time", "", when(message.at))
  );
  mail.append(about, element("div", "subject", message.subject || "(no subject)"));
  if (message.status === "failed") {
    mail.append(element("div", "wrong", "Odoo did not take this mail"));
  }
  if (message.html) {
    const frame = element("iframe");
    frame.title = message.subject;
    // No scripts; links open outside, as in a mail program.
    frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
    frame.srcdoc = `<base target="_blank">${message.html}`;
    mail.append(frame);
  } else {
    mail.append(element("pre", "", message.body));
  }
  return mail;
}

function drawText(message) {
  const text = element("div", isMine(message) ? "text own" : "text");
  const failed = message.error_code ? ` · ${message.status} ${message.error_code}` : "";
  text.append(element("p", "", message.body), element("small", "", when(message.at) + failed));
  return text;
}

// Drawn mails stay as they are: a redrawn frame would flicker and lose its place.
function fill(list, messages, drawOne) {
  const signature = (message) => `${message.id}/${message.status}`;
  const drawn = new Map([...list.children].map((node) => [node.dataset.signature, node]));
  const nodes = messages.map((message) => {
    const node = drawn.get(signature(message)) || drawOne(message);
    node.dataset.signature = signature(message);
    return node;
  });
  nodes.forEach((node, index) => {
    if (list.children[index] !== node) {
      list.insertBefore(node, list.children[index] || null);
    }
  });
  while (list.children.length > nodes.length) {
    list.lastChild.remove();
  }
}

function sectionOf(person) {
  if (!sections.has(person.key)) {
    const section = document.getElementById("person").content.firstElementChild.cloneNode(true);
    for (const form of section.querySelectorAll("form")) {
      prepareReply(form, person.key);
    }
    document.querySelector("main").append(section);
    sections.set(person.key, section);
  }
  return sections.get(person.key);
}

function drawPerson(person) {
  const section = sectionOf(person);
  section.querySelector("h2").textContent = person.name || person.key;
  section.querySelector(".addresses").textContent = [person.email, person.phone]
    .filter(Boolean)
    .join(" · ");
  const of = (channel) => person.messages.filter((message) => message.channel === channel);
  fill(section.querySelector(".mails"), of("email"), drawMail);
  fill(section.querySelector(".texts"), of("sms"), drawText);
  section.querySelector(".inbox").hidden = !person.email;
  section.querySelector(".phone").hidden = !person.phone;
}

function draw() {
  if (!people.some((person) => person.key === chosen) && people.length) {
    chosen = people[0].key;
  }
  for (const [key, section] of sections) {
    section.hidden = key !== chosen;
  }
  const person = people.find((one) => one.key === chosen);
  if (person) {
    seen.set(person.key, person.messages[0].id);
    drawPerson(person);
    sections.get(person.key).hidden = false;
  }
  drawPeople();
}

function prepareReply(form, key) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, key, form.elements.body.value);
  });
  const stop = form.querySelector(".stop");
  if (stop) {
    stop.addEventListener("click", () => send(form, key, "STOP"));
  }
}

async function send(form, key, body) {
  const person = people.find((one) => one.key === key);
  const channel = form.dataset.channel;
  const output = form.querySelector("output");
  const buttons = [...form.querySelectorAll("button")];
  buttons.forEach((button) => (button.disabled = true));
  output.className = "";
  output.textContent = "sending…";
  try {
    const response = await fetch("/api/reply", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        channel,
        from: channel === "sms" ? person.phone : person.email,
        body,
      }),
    });
    const answer = await response.json();
    output.textContent = response.ok ? "sent" : answer.error || `Odoo answered ${answer.status}`;
    output.classList.toggle("wrong", !response.ok);
    if (response.ok && form.elements.body.value === body) {
      form.elements.body.value = "";
    }
  } catch (error) {
    output.className = "wrong";
    output.textContent = `The sandbox is away: ${error.message}`;
  }
  buttons.forEach((button) => (button.disabled = false));
  refresh();
}

async function refresh() {
  try {
    const response = await fetch(`/api/people?changes=${changes}`);
    const answer = await response.json();
    if (answer.people) {
      changes = answer.changes;
      people = answer.people;
      draw();
    }
  } catch {
    // The sandbox was stopped; the next poll finds it again.
  }
}

refresh();
setInterval(refresh, POLL_MS);
