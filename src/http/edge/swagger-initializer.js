// Starts Swagger UI on the document of this service.
window.onload = function () {
  // The service as this page reaches it: behind a proxy or a tunnel that is not the public address.
  const server = new URL("../api/v1", window.location.href).href;
  const HereAlone = function () {
    return {
      statePlugins: {
        spec: {
          wrapActions: {
            updateJsonSpec: (original) => (document) =>
              original(document && document.servers ? { ...document, servers: [{ url: server }] } : document),
          },
        },
      },
    };
  };

  // A padlock is a token that is needed, and closed whether or not there is one: a public operation has none.
  const ClosedPadlocks = function () {
    return {
      wrapComponents: {
        authorizeOperationBtn: (Original, system) => (properties) =>
          system.React.createElement(Original, { ...properties, isAuthorized: true }),
      },
    };
  };

  window.ui = SwaggerUIBundle({
    url: "../api/v1/openapi.json",
    dom_id: "#swagger-ui",
    deepLinking: true,
    // The validator of Swagger's makers would be told about every document that is opened.
    validatorUrl: null,
    persistAuthorization: true,
    tryItOutEnabled: true,
    filter: true,
    defaultModelsExpandDepth: 0,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    plugins: [SwaggerUIBundle.plugins.DownloadUrl, HereAlone, ClosedPadlocks],
    layout: "StandaloneLayout",
    onComplete: function () {
      const title = window.ui.specSelectors.info().get("title");
      if (title) window.document.title = title;
    },
  });
};
