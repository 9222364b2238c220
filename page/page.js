// Runs once when the page has loaded: a citation and a mark on a map lead to a card, an answer can be copied
// and previewed as a file, a question as it was read can be changed, and messages and the fold of the filters
// are announced as what they are.
() => {
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const into = (element) =>
    element.scrollIntoView({ behavior: still.matches ? "auto" : "smooth", block: "start" });

  const show = (card) => {
    const fold = card.closest("details");
    if (fold) fold.open = true;
    into(card);
    card.focus({ preventScroll: true });
    card.classList.remove("pa-flash");
    void card.offsetWidth; // lets the same animation start again
    card.classList.add("pa-flash");
  };

  const fill = (question) => {
    const box = document.querySelector("#box textarea");
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    return box;
  };

  const ask = (question) => {
    fill(question);
    requestAnimationFrame(() => document.querySelector("#box .submit-button").click());
  };

  const plain = (answer) => {
    const whole = answer.cloneNode(true);
    const ours = ".pa-foot, .pa-filters, .pa-read-as, .pa-files, .pa-withheld";
    whole.querySelectorAll(ours).forEach((part) => part.remove());
    whole.querySelectorAll("a.pa-chip").forEach((chip) => (chip.textContent = `[${chip.textContent}]`));
    whole.querySelectorAll("a.pa-link").forEach((link) => (link.textContent = link.href));
    whole.querySelectorAll("tr > * + *").forEach((cell) => cell.prepend("\t"));
    return [...whole.querySelectorAll("p, h3, h4, h5, li, tr, summary")].map((block) => block.textContent.trim()).join("\n\n");
  };

  const copy = async (button) => {
    const text = plain(button.closest(".pa-answer"));
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
    } else { // the page is not served from this machine and not over https
      const area = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = button.textContent;
    button.textContent = "✓";
    setTimeout(() => (button.textContent = label), 1500);
  };

  // The text of a file is fetched when its preview is first opened.
  document.addEventListener("toggle", async ({ target: fold }) => {
    const kind = fold.open && /pa-of-(\w+)/.exec(fold.className)?.[1];
    const text = kind && fold.querySelector("pre");
    if (!text || text.textContent) return;
    const reply = await fetch(fold.parentElement.querySelector(`a[href$=".${kind}"]`).href);
    text.textContent = await reply.text();
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (link) event.preventDefault();
    if (target?.matches(".pa-card")) show(target);
    else if (target) into(target);
    const paper = event.target.closest(".pa-map .paper");
    const named = paper && document.querySelector(`.pa-card[data-key="${CSS.escape(paper.dataset.key)}"]`);
    if (named) show(named);
    const example = event.target.closest("#chat .example");
    if (example) ask(example.textContent.trim());
    const button = event.target.closest("button.pa-copy");
    if (button) copy(button);
    const edit = event.target.closest("button.pa-edit");
    if (edit) fill(edit.parentElement.querySelector(".pa-read").innerText.trim()).focus();
    if (event.target.closest("#filters > button")) requestAnimationFrame(relabel);
  }, true);

  const top = document.getElementById("top");
  new ResizeObserver(() => document.documentElement.style.setProperty("--pa-top", `${top.offsetHeight}px`)).observe(top);
  if (matchMedia("(min-width: 900px)").matches) document.querySelector("#box textarea").focus();

  const relabel = () => {
    document.querySelectorAll("#chat [data-testid][aria-label*='message: <']").forEach((message) =>
      message.setAttribute("aria-label", message.dataset.testid === "user" ? "Question" : "Answer"));
    // Gradio gives each choice a name of its own; under one name arrow keys go from one to the next.
    document.querySelectorAll("#job input").forEach((choice) => (choice.name = "job"));
    const fold = document.querySelector("#filters > button");
    fold?.setAttribute("aria-expanded", fold.classList.contains("open"));
  };

  // A new question goes to the top as its answer grows beneath it, so that it is read from its beginning;
  // unless the reader scrolls.
  let questions = 0;
  let following = false;
  const follow = () => {
    const asked = document.querySelectorAll("#chat .user-row");
    if (asked.length > questions) following = true;
    questions = asked.length;
    if (!following || !questions) return;
    const log = document.querySelector("#chat [role='log']");
    const question = asked[questions - 1];
    log.scrollTop += question.getBoundingClientRect().top - log.getBoundingClientRect().top - 16;
    following = !question.nextElementSibling?.querySelector(".pa-foot, .pa-problem");
  };
  for (const act of ["wheel", "touchmove"])
    document.getElementById("chat").addEventListener(act, () => (following = false), { passive: true });

  new MutationObserver(() => {
    relabel();
    follow();
  }).observe(document.body, { subtree: true, childList: true, attributeFilter: ["aria-label"] });
}
