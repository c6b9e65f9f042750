// While a worker checks or imports a file the page asks how far it is, and shows the result once it is there. Without
// this module it loads itself anew every few seconds.

const EVERY = 700;

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const place = document.querySelector("[data-launch-waits]");
  const news = page.querySelector("[data-launch-waits]");
  if (news) {
    for (const part of [".num", ".reach"]) {
      const [old, now] = [place.querySelector(part), news.querySelector(part)];
      if (old && now) old.replaceWith(now);
    }
    return;
  }
  // Done: the same address shows the next station. The title says so to those who hear the page.
  clearInterval(asks);
  document.title = page.title;
  document.querySelector("#content").replaceWith(page.querySelector("#content"));
  document.querySelector("#content h1").tabIndex = -1;
  document.querySelector("#content h1").focus();
}

const asks = setInterval(look, EVERY);
