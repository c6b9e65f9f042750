// The frame of a mail becomes as high as the mail; without this it has a height of its own and scrolls.

for (const frame of document.querySelectorAll("[data-mail]")) {
  const fit = () => {
    const height = frame.contentDocument?.body?.offsetHeight;
    if (height) frame.style.blockSize = `${height + 2}px`;
  };
  frame.addEventListener("load", fit);
  fit();
}
