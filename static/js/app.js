// Everything here makes pages quicker or safer to use; all of them work without it.

import "./shortcuts.js";
import "./dialogs.js";
import "./combobox.js";
import "./results.js";
import "./fields.js";
import "./session.js";
import "./drafts.js";
import "./notes.js";
import "./submit.js";
import "./print.js";
import "./copy.js";

// htmx notes the address of the page in the browser's storage. Nothing is kept there, not even that.
function forget() {
  sessionStorage.removeItem("htmx-current-path-for-history");
}
forget();
for (const event of ["pushedIntoHistory", "replacedInHistory", "historyRestore"]) {
  document.addEventListener(`htmx:${event}`, forget);
}

// A form that came back with errors is left by going back as well: to the form, not to a question of the browser
// whether to send everything once more.
history.replaceState(history.state, "", location.href);

document.body.classList.add("scripted");
