// Everything here makes pages quicker or safer to use; all of them work without it.

import "./shortcuts.js";
import "./dialogs.js";
import "./combobox.js";
import "./submit.js";

document.body.classList.add("scripted");
