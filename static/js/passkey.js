/* Passkeys. A form with data-passkey asks the browser for one and sends it along:
   "login" signs in with it, "use" is the second step, "add" makes a new one. What the server wants stands
   in the JSON of #passkey-options; for "login" it is fetched, so that the sign-in page needs no session. */

(() => {
  "use strict";

  const forms = document.querySelectorAll("form[data-passkey]");
  const supported = Boolean(window.PublicKeyCredential && window.webauthnJSON);

  async function options(form) {
    const element = document.getElementById("passkey-options");
    if (element) return JSON.parse(element.textContent);
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`No options: ${response.status}`);
    return response.json();
  }

  async function credential(form) {
    const wanted = await options(form);
    if (form.dataset.passkey !== "add") return window.webauthnJSON.get(wanted.request_options);
    const selection = wanted.creation_options.publicKey.authenticatorSelection;
    // Known to the device by our name alone, so that it also signs in without an e-mail address.
    selection.residentKey = "required";
    selection.requireResidentKey = true;
    return window.webauthnJSON.create(wanted.creation_options);
  }

  for (const form of forms) {
    const button = form.querySelector("button");
    const error = form.querySelector("[role=alert]");
    form.hidden = !supported;
    button.addEventListener("click", async () => {
      if (!form.reportValidity()) return;
      error.hidden = true;
      button.disabled = true;
      try {
        form.elements.credential.value = JSON.stringify(await credential(form));
        form.submit();
      } catch {
        // Cancelled, too slow, or no passkey of ours on this device: the browser has said which.
        error.hidden = false;
        button.disabled = false;
      }
    });
  }

  for (const element of document.querySelectorAll("[data-without-passkey]")) element.hidden = supported;
})();
