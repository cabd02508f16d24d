// Starts when the page is there; without the data, or in a browser that cannot unpack it, the page stays as it was written.
const form = document.getElementById("filter");
const head = document.getElementById("head");
if (form && head) {
  unpacked(head)
    .then((content) => {
      const explorer = new Explorer(new Corpus(content), form);
      form.hidden = false;
      document.getElementById("explorer").hidden = false;
      document.getElementById("explorer-foot").hidden = false;
      return explorer.update().then(() => explorer.follow(location.hash));
    })
    .catch(() => {
      document.getElementById("unopened").hidden = false;
    })
    .finally(() => document.documentElement.setAttribute("data-ready", ""));
}
