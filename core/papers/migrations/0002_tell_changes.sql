-- Every process hears, once it is committed, what has changed (src/changes.ts).
CREATE FUNCTION galley_table_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('galley_changed', TG_TABLE_NAME); RETURN NULL; END $$;
--> statement-breakpoint
CREATE FUNCTION galley_paper_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('galley_changed', 'paper:' || CASE WHEN TG_OP = 'DELETE' THEN OLD.arxiv ELSE NEW.arxiv END); RETURN NULL; END $$;
--> statement-breakpoint
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON papers FOR EACH STATEMENT EXECUTE FUNCTION galley_table_changed();
--> statement-breakpoint
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON listings FOR EACH STATEMENT EXECUTE FUNCTION galley_table_changed();
--> statement-breakpoint
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON runs FOR EACH STATEMENT EXECUTE FUNCTION galley_table_changed();
--> statement-breakpoint
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON curations FOR EACH STATEMENT EXECUTE FUNCTION galley_table_changed();
--> statement-breakpoint
CREATE TRIGGER changed AFTER UPDATE OR DELETE ON accounts FOR EACH STATEMENT EXECUTE FUNCTION galley_table_changed();
--> statement-breakpoint
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON votes FOR EACH ROW EXECUTE FUNCTION galley_paper_changed();
--> statement-breakpoint
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON comments FOR EACH ROW EXECUTE FUNCTION galley_paper_changed();
--> statement-breakpoint
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON authorships FOR EACH ROW EXECUTE FUNCTION galley_paper_changed();
